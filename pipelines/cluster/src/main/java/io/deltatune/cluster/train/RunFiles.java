package io.deltatune.cluster.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.data.row.TrainingMetricRow;
import io.deltatune.model.run.RunFolder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The metrics in a run's folder as rows of their table. */
record RunFiles(RunFolder folder) {
  private static final String EVALUATION = "eval_";
  private static final Set<String> COLUMNS =
      Set.of("step", "loss", "learning_rate", "grad_norm", "num_tokens");

  /** The lines of {@code metrics.jsonl} that hold a loss, as rows. */
  List<TrainingMetricRow> metrics(String runId) {
    return folder.metrics().stream()
        .filter(line -> line.has("loss") || line.has(EVALUATION + "loss"))
        .map(line -> row(runId, line))
        .toList();
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
}
