package io.deltatune.model.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.safetensors.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * {@code metrics.jsonl}: one JSON object a line under TRL's names. It holds no clock's time, so
 * that equal runs write equal files.
 */
final class MetricsFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path path;

  MetricsFile(Path folder) {
    this.path = folder.resolve("metrics.jsonl");
  }

  /** Drops the lines after a step, half-written ones included; 0 empties the file. */
  void keepUntil(long step) {
    StringBuilder kept = new StringBuilder();
    if (Files.exists(path)) {
      for (String line : lines()) {
        if (stepOf(line) <= step && step > 0) {
          kept.append(line).append('\n');
        }
      }
    }
    AtomicFiles.writeText(path, kept.toString());
  }

  /** Appends a line; keys in the map's order. */
  void append(Map<String, Object> values) {
    try {
      Files.writeString(
          path,
          MAPPER.writeValueAsString(values) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw notAccessible("written", e);
    }
  }

  private Iterable<String> lines() {
    try {
      return Files.readAllLines(path, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw notAccessible("read", e);
    }
  }

  private static long stepOf(String line) {
    try {
      JsonNode node = MAPPER.readTree(line);
      return node == null || !node.has("step") ? Long.MAX_VALUE : node.get("step").asLong();
    } catch (JsonProcessingException e) {
      return Long.MAX_VALUE;
    }
  }

  private UserError notAccessible(String verb, IOException e) {
    return new UserError(
        ErrorCode.NOT_ACCESSIBLE,
        path + " cannot be " + verb,
        String.valueOf(e.getMessage()),
        "check that the run's folder is writable and the disk is not full",
        e);
  }
}
