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

  /** The lines of {@code metrics.jsonl} as rows. */
  List<TrainingMetricRow> metrics(String runId) {
    List<TrainingMetricRow> rows = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
        rows.add(row(runId, MAPPER.readTree(line)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static TrainingMetricRow row(String runId, JsonNode line) {
    long step = line.path("step").asLong();
    if (line.has(EVALUATION + "loss")) {
      return new TrainingMetricRow(
          runId,
          step,
          "validation",
          line.path(EVALUATION + "loss").asDouble(),
          null,
          null,
          null,
          extras(line, EVALUATION));
    }
    return new TrainingMetricRow(
        runId,
        step,
        "train",
        line.path("loss").asDouble(),
        line.path("learning_rate").asDouble(),
        line.path("grad_norm").asDouble(),
        line.path("num_tokens").asLong(),
        extras(line, ""));
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
