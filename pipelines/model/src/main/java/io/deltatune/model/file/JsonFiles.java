package io.deltatune.model.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/**
 * The JSON files of model and adapter folders: read strictly and within limits, written as Python's
 * json module writes them.
 */
public final class JsonFiles {
  /** The largest file that is read, but for those that name every tensor. */
  public static final long USUAL_BYTES = 16L << 20;

  private static final int DEEPEST = 100;
  private static final int SHOWN = 120;

  // Field names are not kept in a table that outlives the file: a hostile one could fill it.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

  private JsonFiles() {}

  /** An empty object to be filled. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * A parser of UTF-8 with this class's strictness and limits, which takes in its input bit by bit.
   *
   * @throws IOException from its methods, also where the input is not UTF-8
   */
  public static JsonParser parser(InputStream json) throws IOException {
    return FACTORY.createParser(
        new InputStreamReader(
            json,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)));
  }

  /** What a parser complained of, in one line. */
  public static String complaint(IOException e) {
    if (e instanceof CharacterCodingException) {
      return "it is not UTF-8";
    }
    return shortened(
        e instanceof JsonProcessingException parsing
            ? parsing.getOriginalMessage()
            : String.valueOf(e.getMessage()));
  }

  /**
   * Reads a file of at most {@link #USUAL_BYTES} that holds one object.
   *
   * @throws UserError if it is missing, unreadable, too large or something else
   */
  public static ObjectNode read(Path path) {
    return read(path, USUAL_BYTES);
  }

  /** As above, of at most {@code largest} bytes. */
  public static ObjectNode read(Path path, long largest) {
    if (!Files.isRegularFile(path)) {
      throw new UserError(
          ErrorCode.MISSING_FILE,
          path + " is not there",
          "it was looked for at " + path.toAbsolutePath(),
          "check the folder's path, or fetch the missing file");
    }
    try (InputStream file = Files.newInputStream(path)) {
      if (Files.size(path) > largest) {
        throw malformed(
            path,
            "it has " + Files.size(path) + " bytes, at most " + largest + " make sense",
            null);
      }
      return parse(path, file.readNBytes(Math.toIntExact(largest)));
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          path + " cannot be read",
          String.valueOf(e.getMessage()),
          "check the file's permissions",
          e);
    }
  }

  /**
   * The object that a file's bytes hold: one, no key twice, nothing behind it, at most {@value
   * #DEEPEST} levels deep.
   *
   * @param path the file's name for messages
   * @throws UserError naming the file, if they hold something else
   */
  public static ObjectNode parse(Path path, byte[] json) {
    try (JsonParser parser = parser(new ByteArrayInputStream(json))) {
      if (MAPPER.readTree(parser) instanceof ObjectNode object) {
        if (parser.nextToken() == null) {
          return object;
        }
        throw malformed(path, "it goes on after its closing brace", null);
      }
      throw malformed(path, "it is not a JSON object", null);
    } catch (IOException e) {
      throw malformed(path, place(e) + complaint(e), e);
    }
  }

  private static String place(IOException e) {
    JsonLocation location =
        e instanceof JsonProcessingException parsing ? parsing.getLocation() : null;
    return location == null ? "" : "line " + location.getLineNr() + ": ";
  }

  /** A value for a message, whole only where it is short. */
  public static String shown(JsonNode value) {
    return value.isContainerNode()
        ? (value.isArray() ? "a list" : "an object") + " of " + value.size() + " values"
        : shortened(value.toString());
  }

  /** A text of a file for a message, whole only where it is short. */
  public static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  /** Writes an object with sorted keys, an indent of 2 and a closing line feed, atomically. */
  public static void write(Path path, ObjectNode object) {
    TreeMap<String, JsonNode> sorted = new TreeMap<>();
    object.fields().forEachRemaining(field -> sorted.put(field.getKey(), field.getValue()));
    try {
      AtomicFiles.writeText(
          path, MAPPER.writer(new PythonStyle()).writeValueAsString(sorted) + "\n");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static UserError malformed(Path path, String cause, Exception origin) {
    return new UserError(
        ErrorCode.MALFORMED_FILE,
        path + " is not valid JSON of the kind that is expected",
        cause,
        "fetch or write the file again",
        origin);
  }

  /** {@code json.dumps(..., indent=2)}. */
  private static final class PythonStyle extends DefaultPrettyPrinter {
    private static final long serialVersionUID = 1L;

    PythonStyle() {
      DefaultIndenter lines = new DefaultIndenter("  ", "\n");
      indentArraysWith(lines);
      indentObjectsWith(lines);
    }

    @Override
    public DefaultPrettyPrinter createInstance() {
      return new PythonStyle();
    }

    @Override
    public void writeObjectFieldValueSeparator(JsonGenerator generator) throws IOException {
      generator.writeRaw(": ");
    }

    @Override
    public void writeEndObject(JsonGenerator generator, int entries) throws IOException {
      if (entries == 0) {
        _nesting--;
        generator.writeRaw('}');
      } else {
        super.writeEndObject(generator, entries);
      }
    }

    @Override
    public void writeEndArray(JsonGenerator generator, int values) throws IOException {
      if (values == 0) {
        _nesting--;
        generator.writeRaw(']');
      } else {
        super.writeEndArray(generator, values);
      }
    }
  }
}
