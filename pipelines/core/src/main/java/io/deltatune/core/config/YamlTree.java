package io.deltatune.core.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.deltatune.core.config.Node.Entry;
import io.deltatune.core.config.Node.Kind;
import io.deltatune.core.config.Node.Mapping;
import io.deltatune.core.config.Node.Scalar;
import io.deltatune.core.config.Node.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads YAML text into a tree; aliases, tags and further documents are refused. */
final class YamlTree {
  private static final YAMLFactory FACTORY = new YAMLFactory();
  private static final Pattern MARK = Pattern.compile("line ([0-9]+), column ([0-9]+):");
  private static final int DEEPEST = 32;

  private final String file;
  private final boolean hasLines;
  private final Environment environment;
  private final Problems problems;
  private final YAMLParser parser;

  private YamlTree(
      String file,
      boolean hasLines,
      Environment environment,
      Problems problems,
      YAMLParser parser) {
    this.file = file;
    this.hasLines = hasLines;
    this.environment = environment;
    this.problems = problems;
    this.parser = parser;
  }

  /** A file's tree; empty if it cannot be read, which is then a problem. */
  static Optional<Node> ofFile(
      String text, String file, Environment environment, Problems problems) {
    return parse(text, file, true, environment, problems);
  }

  /** The tree of a value that stands in no file; all its positions are {@code place}. */
  static Optional<Node> ofValue(
      String text, String place, Environment environment, Problems problems) {
    return parse(text, place, false, environment, problems);
  }

  private static Optional<Node> parse(
      String text, String file, boolean hasLines, Environment environment, Problems problems) {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      YamlTree tree = new YamlTree(file, hasLines, environment, problems, parser);
      try {
        return Optional.of(tree.document());
      } catch (Refused refused) {
        problems.addFatal(refused.position, "", refused.getMessage());
      } catch (JsonProcessingException malformed) {
        problems.addFatal(tree.position(malformed), "", "is not YAML: " + explain(malformed));
      }
      return Optional.empty();
    } catch (IOException impossible) {
      throw new UncheckedIOException("reading from a string", impossible);
    }
  }

  private Node document() throws IOException {
    JsonToken first = parser.nextToken();
    Node root =
        first == null
            ? new Scalar(position(), Kind.NULL, "", Optional.empty())
            : value(first, "", 0);
    if (parser.nextToken() != null) {
      throw new Refused(position(), "a second YAML document begins here; expected only one");
    }
    return root;
  }

  private Node value(JsonToken token, String path, int depth) throws IOException {
    refuseWhatRecipesDoNotNeed(depth);
    return switch (token) {
      case START_OBJECT -> mapping(path, depth);
      case START_ARRAY -> sequence(path, depth);
      default -> scalar(token, path);
    };
  }

  private void refuseWhatRecipesDoNotNeed(int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new Refused(position(), "is nested more than " + DEEPEST + " levels deep");
    }
    if (parser.isCurrentAlias()) {
      throw new Refused(position(), "YAML aliases (*name) are not supported; write the value out");
    }
    if (parser.getTypeId() != null) {
      throw new Refused(position(), "YAML tags (!name) are not supported; write the value alone");
    }
  }

  private Mapping mapping(String path, int depth) throws IOException {
    Position start = position();
    Map<String, Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      Position keyPosition = position();
      String keyPath = path.isEmpty() ? key : path + "." + key;
      Node value = value(parser.nextToken(), keyPath, depth + 1);
      Entry first = entries.putIfAbsent(key, new Entry(keyPosition, value));
      if (first != null) {
        problems.add(keyPosition, keyPath, "stands here again; first at " + first.position());
      }
    }
    return new Mapping(start, entries);
  }

  private Sequence sequence(String path, int depth) throws IOException {
    Position start = position();
    List<Node> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(token, path + "[" + items.size() + "]", depth + 1));
    }
    return new Sequence(start, items);
  }

  private Scalar scalar(JsonToken token, String path) throws IOException {
    String text = parser.getText();
    Kind kind = Scalars.kind(token, text);
    return environment.fill(new Scalar(position(), kind, text, Optional.empty()), path);
  }

  private Position position() {
    JsonLocation location = parser.currentTokenLocation();
    return position(location.getLineNr(), location.getColumnNr());
  }

  private Position position(int line, int column) {
    return hasLines ? new Position(file, line, column) : Position.of(file);
  }

  /** Where the parser found the mistake, which may be behind the last token. */
  private Position position(JsonProcessingException malformed) {
    Position last = position();
    Matcher mark = MARK.matcher(malformed.getOriginalMessage());
    while (mark.find()) {
      last = position(Integer.parseInt(mark.group(1)), Integer.parseInt(mark.group(2)));
    }
    return last;
  }

  /** The parser's own sentences without its excerpt and source reference. */
  private static String explain(JsonProcessingException malformed) {
    String sentences =
        malformed
            .getOriginalMessage()
            .lines()
            .filter(line -> !line.startsWith(" ") && !line.isBlank())
            .collect(Collectors.joining(", "));
    boolean isVariable = sentences.contains("flow") && sentences.contains("got {");
    return isVariable ? sentences + "; inside { } put ${env:NAME} in quotes" : sentences;
  }

  /** Well-formed YAML that is not taken. */
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Position position;

    Refused(Position position, String message) {
      super(message);
      this.position = position;
    }
  }
}
