package io.deltatune.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of a recipe that knows where it stands. Immutable. */
public sealed interface Node {
  /** Where it begins. */
  Position position();

  /** What it is, for people: {@code the number 3}. */
  String description();

  /** What a scalar's text is in YAML. */
  enum Kind {
    TEXT,
    INTEGER,
    DECIMAL,
    BOOLEAN,
    NULL
  }

  /**
   * A single value.
   *
   * @param text the text as written, without quotes
   * @param secret whether it came from the environment and must not be shown
   */
  record Scalar(Position position, Kind kind, String text, boolean secret) implements Node {
    @Override
    public String description() {
      if (secret) {
        return "a value from the environment";
      }
      return switch (kind) {
        case TEXT ->
            "the text '" + (text.length() > 60 ? text.substring(0, 60) + "..." : text) + "'";
        case INTEGER, DECIMAL -> "the number " + text;
        case BOOLEAN -> text;
        case NULL -> "nothing";
      };
    }
  }

  /** Items in order. */
  record Sequence(Position position, List<Node> items) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String description() {
      return "a list";
    }
  }

  /** A key's place and its value. */
  record Entry(Position position, Node value) {}

  /** Keys in the order of the file. */
  record Mapping(Position position, Map<String, Entry> entries) implements Node {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String description() {
      return "a mapping";
    }
  }
}
