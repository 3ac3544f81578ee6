package io.deltatune.cluster.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.data.row.TrainingMetricRow;
import io.deltatune.model.file.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The texts in a run's folder: the recipe as resolved, the metrics, the model card. */
record RunFiles(Path folder) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Makes the folder and writes the recipe, with the hashes of what goes in.
   *
   * @param base the base model's hash
   * @param rows the fingerprint of the rows
   * @throws UserError if the folder cannot be written
   */
  void begin(Resolved<TrainRecipe> recipe, String base, String rows) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          "the run's folder " + folder + " cannot be made",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "check the permissions, or set output.path to another folder",
          e);
    }
    AtomicFiles.writeText(
        folder.resolve("recipe.yaml"),
        "# recipe: %s%n# base model: %s%n# rows: %s%n%s"
            .formatted(recipe.hash(), base, rows, recipe.yaml()));
  }

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
    if (line.has("eval_loss")) {
      return new TrainingMetricRow(
          runId, step, "validation", line.path("eval_loss").asDouble(), null, null, null, Map.of());
    }
    return new TrainingMetricRow(
        runId,
        step,
        "train",
        line.path("loss").asDouble(),
        line.path("learning_rate").asDouble(),
        line.path("grad_norm").asDouble(),
        line.path("num_tokens").asLong(),
        Map.of("epoch", line.path("epoch").asDouble()));
  }

  /** Writes the model card. */
  void card(String text) {
    AtomicFiles.writeText(folder.resolve("README.md"), text);
  }
}
