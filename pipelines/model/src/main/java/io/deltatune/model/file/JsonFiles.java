package io.deltatune.model.file;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/** The JSON files of model and adapter folders, written as Python's json module writes them. */
public final class JsonFiles {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private JsonFiles() {}

  /** An empty object to be filled. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads a file that holds one object.
   *
   * @throws UserError if it is missing, unreadable or something else
   */
  public static ObjectNode read(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new UserError(
          ErrorCode.MISSING_FILE,
          path + " is not there",
          "it was looked for at " + path.toAbsolutePath(),
          "check the folder's path, or fetch the missing file");
    }
    try {
      if (MAPPER.readTree(path.toFile()) instanceof ObjectNode object) {
        return object;
      }
      throw malformed(path, "it is not a JSON object", null);
    } catch (JsonProcessingException e) {
      throw malformed(path, e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          path + " cannot be read",
          String.valueOf(e.getMessage()),
          "check the file's permissions",
          e);
    }
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
