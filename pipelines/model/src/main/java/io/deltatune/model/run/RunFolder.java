package io.deltatune.model.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run's folder as others read it.
 *
 * @param path where it lies
 */
public record RunFolder(Path path) {
  /** A line a logged step or held-out measurement. */
  public static final String METRICS = "metrics.jsonl";

  /** The recipe as resolved. */
  public static final String RECIPE = "recipe.yaml";

  /** What a finished run tells of itself. */
  public static final String SUMMARY = "run.json";

  /** The same in words. */
  public static final String CARD = "README.md";

  private static final String LOSS = "loss";
  private static final String HELD_OUT = "eval_";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Whether a training run wrote into it. */
  public boolean isThere() {
    return Files.isRegularFile(path.resolve(RECIPE)) && Files.isRegularFile(path.resolve(METRICS));
  }

  /** The lines of the metrics; what a kill cut short is none. */
  public List<JsonNode> metrics() {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : read(METRICS).lines().toList()) {
      try {
        lines.add(MAPPER.readTree(line));
      } catch (JsonProcessingException torn) {
        break;
      }
    }
    return lines;
  }

  /** What was not as before where the run went on from a checkpoint, in words; often nothing. */
  public List<String> resumedWith() {
    List<String> told = new ArrayList<>();
    for (JsonNode line : metrics()) {
      for (JsonNode difference : line.path("resumed_with")) {
        told.add("step " + line.path("step").asLong() + ": " + difference.asText());
      }
    }
    return told;
  }

  /** The figures of the last logged step, by name; its number is {@code step}. */
  public Map<String, Double> lastStep() {
    return last(LOSS, "");
  }

  /** The figures of the last held-out measurement, by name without the prefix. */
  public Map<String, Double> lastHeldOut() {
    return last(HELD_OUT + LOSS, HELD_OUT);
  }

  private Map<String, Double> last(String key, String prefix) {
    Map<String, Double> figures = new TreeMap<>();
    metrics().stream()
        .filter(line -> line.has(key))
        .reduce((earlier, later) -> later)
        .ifPresent(
            line ->
                line.properties()
                    .forEach(
                        entry -> {
                          if (entry.getValue().isNumber()) {
                            figures.put(
                                entry.getKey().replaceFirst("^" + prefix, ""),
                                entry.getValue().doubleValue());
                          }
                        }));
    return figures;
  }

  /** The recipe as the run wrote it. */
  public String recipe() {
    return read(RECIPE);
  }

  /** What the run told of itself when it ended; empty of one that did not. */
  public Optional<JsonNode> summary() {
    if (!Files.isRegularFile(path.resolve(SUMMARY))) {
      return Optional.empty();
    }
    try {
      return Optional.of(MAPPER.readTree(read(SUMMARY)));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private String read(String name) {
    try {
      return Files.readString(path.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
