package io.deltatune.model.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the reference model makes of pairs, computed once and kept: {@code reference.jsonl}, whose
 * first line holds the key of the model and each other one {@code {"pair", "chosen", "rejected"}},
 * where the pair is a hash over its token ids after template and cut. A file under another key is
 * refused. It grows by whole lines that are forced to the disk; a last line that a kill cut short
 * counts for nothing.
 */
public final class ReferenceFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path path;
  private final String key;
  private final Map<String, Sums> sums;
  private long length;

  /** The summed log-probabilities of a pair's answers. */
  public record Sums(double chosen, double rejected) {}

  /**
   * Reads what there is.
   *
   * @param key of the reference model
   * @throws UserError if the file is of another model, or cannot be read
   */
  public ReferenceFile(Path path, String key) {
    this.path = path;
    this.key = key;
    this.sums = read();
  }

  /** What the file holds, by the pairs' hashes. */
  public Map<String, Sums> sums() {
    return Map.copyOf(sums);
  }

  /**
   * Appends what it does not hold yet and forces it to the disk.
   *
   * @throws UserError if the file cannot be written
   */
  public void add(Map<String, Sums> more) {
    StringBuilder lines = new StringBuilder(length == 0 ? "{\"key\":\"" + key + "\"}\n" : "");
    for (Map.Entry<String, Sums> entry : more.entrySet()) {
      if (sums.putIfAbsent(entry.getKey(), entry.getValue()) == null) {
        lines.append("{\"pair\":\"").append(entry.getKey());
        lines.append("\",\"chosen\":").append(entry.getValue().chosen());
        lines.append(",\"rejected\":").append(entry.getValue().rejected()).append("}\n");
      }
    }
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(lines.toString());
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(length).position(length);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      length = channel.position();
    } catch (IOException e) {
      throw notAccessible("written", e);
    }
  }

  private Map<String, Sums> read() {
    Map<String, Sums> known = new LinkedHashMap<>();
    if (!Files.exists(path)) {
      return known;
    }
    try {
      String text = Files.readString(path);
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      this.length = whole.getBytes(StandardCharsets.UTF_8).length;
      boolean first = true;
      for (String line : whole.lines().toList()) {
        JsonNode row = MAPPER.readTree(line);
        if (first) {
          requireKey(row);
        } else {
          known.put(
              row.path("pair").asText(), new Sums(number(row, "chosen"), number(row, "rejected")));
        }
        first = false;
      }
      return known;
    } catch (JsonProcessingException e) {
      throw malformed(e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw notAccessible("read", e);
    }
  }

  private void requireKey(JsonNode first) {
    String found = first.path("key").asText();
    if (!found.equals(key)) {
      throw new UserError(
          ErrorCode.RESUME,
          path + " holds log-probabilities of another reference",
          "its key is '" + found + "', that of this run's reference model " + key,
          "remove the file to have them computed, or train from the model they were made with, in"
              + " the same precision");
    }
  }

  private double number(JsonNode row, String name) {
    JsonNode value = row.path(name);
    if (!value.isNumber()) {
      throw malformed("a line has no number '" + name + "'", null);
    }
    return value.doubleValue();
  }

  private UserError malformed(String cause, Exception origin) {
    return new UserError(
        ErrorCode.MALFORMED_FILE,
        path + " is damaged",
        cause,
        "remove it to have the log-probabilities computed again",
        origin);
  }

  private UserError notAccessible(String verb, IOException e) {
    return new UserError(
        ErrorCode.NOT_ACCESSIBLE,
        path + " cannot be " + verb,
        e.getClass().getSimpleName() + ": " + e.getMessage(),
        "check the file's permissions and that the disk is not full",
        e);
  }
}
