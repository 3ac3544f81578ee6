package io.deltatune.jobs.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a file of JSON objects, one a line; blank lines are passed over. */
final class JsonLines implements AutoCloseable {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final Path file;
  private final InputStream in;
  private long number;

  private JsonLines(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /**
   * @throws UserError if the file cannot be read
   */
  static JsonLines open(Path file) {
    try {
      return new JsonLines(file, new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    } catch (NoSuchFileException e) {
      throw new UserError(
          ErrorCode.MISSING_FILE,
          file + " is not there",
          "it was looked for at " + file.toAbsolutePath(),
          "check the path behind --in");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** All lines of a file. */
  static List<JsonLine> all(Path file) {
    try (JsonLines lines = open(file)) {
      List<JsonLine> all = new ArrayList<>();
      for (JsonLine line = lines.next(); line != null; line = lines.next()) {
        all.add(line);
      }
      return all;
    }
  }

  /**
   * The number of lines, blank ones included; -1 for what can be read only once, such as a pipe.
   */
  static long count(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return -1;
    }
    try (JsonLines lines = open(file)) {
      long count = 0;
      while (lines.readLine() != null) {
        count++;
      }
      return count;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The next line that is not blank; null at the end. */
  JsonLine next() {
    try {
      byte[] bytes = readLine();
      while (bytes != null && isBlank(bytes)) {
        bytes = readLine();
      }
      return bytes == null ? null : parse(bytes);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** At most this many lines; none at the end. */
  List<JsonLine> next(int most) {
    List<JsonLine> lines = new ArrayList<>();
    while (lines.size() < most) {
      JsonLine line = next();
      if (line == null) {
        break;
      }
      lines.add(line);
    }
    return lines;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private JsonLine parse(byte[] bytes) {
    String problem;
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      JsonNode node = JSON.readTree(text.startsWith("\ufeff") ? text.substring(1) : text);
      if (node instanceof ObjectNode object) {
        return new JsonLine(file, number, object, null);
      }
      problem = "not a JSON object";
    } catch (CharacterCodingException e) {
      problem = "not UTF-8";
    } catch (JsonProcessingException e) {
      problem = "not valid JSON: " + e.getOriginalMessage();
    }
    return new JsonLine(file, number, null, problem);
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte letter : bytes) {
      if (letter > ' ' || letter < 0) {
        return false;
      }
    }
    return true;
  }

  private byte[] readLine() throws IOException {
    int letter = in.read();
    if (letter < 0) {
      return null;
    }
    number++;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (letter >= 0 && letter != '\n') {
      line.write(letter);
      letter = in.read();
    }
    return line.toByteArray();
  }

  private static UserError unreadable(Path file, IOException origin) {
    return new UserError(
        ErrorCode.NOT_ACCESSIBLE,
        file + " cannot be read",
        origin.getClass().getSimpleName() + ": " + origin.getMessage(),
        "check that it is a file and its permissions",
        origin);
  }
}
