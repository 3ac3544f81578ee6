package io.deltatune.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    NULL,
    /** Of an environment variable that is not set; already reported. */
    UNRESOLVED,
    /** Of a setting that cannot be read; the text says why, and is still to be reported. */
    REFUSED
  }

  /**
   * A single value.
   *
   * @param text the text as written, without quotes, environment variables filled in
   * @param template the text before that, where there were any: its values must not be shown
   */
  record Scalar(Position position, Kind kind, String text, Optional<String> template)
      implements Node {
    @Override
    public String description() {
      if (template.isPresent()) {
        return "the value of '" + template.get() + "'";
      }
      return switch (kind) {
        case TEXT ->
            "the text '" + (text.length() > 60 ? text.substring(0, 60) + "..." : text) + "'";
        case INTEGER, DECIMAL -> "the number " + text;
        case BOOLEAN -> text;
        case NULL, UNRESOLVED, REFUSED -> "nothing";
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
