package io.deltatune.cluster.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.data.row.TrainingMetricRow;
import io.deltatune.model.file.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The texts in a run's folder: the metrics, the model card. */
record RunFiles(Path folder) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String EVALUATION = "eval_";
  private static final Set<String> COLUMNS =
      Set.of("step", "loss", "learning_rate", "grad_norm", "num_tokens");

  /** The lines of {@code metrics.jsonl} that hold a loss, as rows. */
  List<TrainingMetricRow> metrics(String runId) {
    return lines().stream()
        .filter(line -> line.has("loss") || line.has(EVALUATION + "loss"))
        .map(line -> row(runId, line))
        .toList();
  }

  /** What was not as before where the run went on from a checkpoint, in words; often nothing. */
  List<String> resumedWith() {
    List<String> told = new ArrayList<>();
    for (JsonNode line : lines()) {
      for (JsonNode difference : line.path("resumed_with")) {
        told.add("step " + line.path("step").asLong() + ": " + difference.asText());
      }
    }
    return told;
  }

  private List<JsonNode> lines() {
    List<JsonNode> lines = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
        lines.add(MAPPER.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  private static TrainingMetricRow row(String runId, JsonNode line) {
    long step = line.path("step").asLong();
    if (line.has(EVALUATION + "loss")) {
      return new TrainingMetricRow(
          runId,
          step,
          "validation",
          number(line, EVALUATION + "loss"),
          null,
          null,
          null,
          extras(line, EVALUATION));
    }
    return new TrainingMetricRow(
        runId,
        step,
        "train",
        number(line, "loss"),
        number(line, "learning_rate"),
        number(line, "grad_norm"),
        line.path("num_tokens").asLong(),
        extras(line, ""));
  }

  /** A number, or one that is none: JSON has these as texts alone. */
  private static double number(JsonNode line, String key) {
    JsonNode value = line.path(key);
    return value.isTextual() ? Double.parseDouble(value.textValue()) : value.asDouble();
  }

  /** The numbers of a line that have no column, by their names without the prefix. */
  private static Map<String, Double> extras(JsonNode line, String prefix) {
    Map<String, Double> extras = new TreeMap<>();
    line.properties()
        .forEach(
            entry -> {
              String name = entry.getKey();
              if (name.startsWith(prefix) && entry.getValue().isNumber()) {
                extras.put(name.substring(prefix.length()), entry.getValue().doubleValue());
              }
            });
    extras.keySet().removeAll(COLUMNS);
    return extras;
  }

  /** Writes the model card. */
  void card(String text) {
    AtomicFiles.writeText(folder.resolve("README.md"), text);
  }
}
