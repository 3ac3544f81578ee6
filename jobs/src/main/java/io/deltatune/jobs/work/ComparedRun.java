package io.deltatune.jobs.work;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.data.row.TrainingMetricRow;
import io.deltatune.data.row.TrainingRunRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.console.Durations;
import io.deltatune.model.run.RunFolder;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is compared of a training run.
 *
 * @param name what it is called here
 * @param told what the run says of itself, under the names of {@code training_runs}; of a folder
 *     whose run has not ended nothing
 * @param losses of the logged steps, in order
 * @param lastStep the other figures of the last one
 * @param lastHeldOut the figures of the last held-out measurement
 * @param recipe as resolved, YAML
 */
record ComparedRun(
    String name,
    JsonNode told,
    List<Double> losses,
    Map<String, Double> lastStep,
    Map<String, Double> lastHeldOut,
    String recipe) {
  private static final List<String> TOLD_ELSEWHERE = List.of("step", "loss", "epoch", "num_tokens");

  /** One whose folder is given. */
  static ComparedRun of(RunFolder folder) {
    return new ComparedRun(
        folder.path().toString(),
        folder.summary().orElseGet(JsonNodeFactory.instance::objectNode),
        folder.metrics().stream()
            .map(line -> line.path("loss"))
            .filter(JsonNode::isNumber)
            .map(JsonNode::doubleValue)
            .toList(),
        others(folder.lastStep()),
        others(folder.lastHeldOut()),
        folder.recipe());
  }

  /** One of the tables. */
  static ComparedRun of(Warehouse warehouse, TrainingRunRow run) {
    List<TrainingMetricRow> metrics =
        warehouse
            .records(
                Tables.TRAINING_METRICS,
                warehouse
                    .readOrEmpty(Tables.TRAINING_METRICS)
                    .where(col("run_id").equalTo(run.id())))
            .stream()
            .sorted(Comparator.comparingLong(TrainingMetricRow::step))
            .toList();
    List<TrainingMetricRow> steps =
        metrics.stream().filter(row -> row.split().equals("train")).toList();
    List<TrainingMetricRow> heldOut =
        metrics.stream().filter(row -> !row.split().equals("train")).toList();
    return new ComparedRun(
        run.name(),
        told(run),
        steps.stream().map(TrainingMetricRow::loss).toList(),
        last(steps),
        last(heldOut),
        run.recipe());
  }

  private static Map<String, Double> last(List<TrainingMetricRow> rows) {
    Map<String, Double> figures = new TreeMap<>();
    if (!rows.isEmpty()) {
      TrainingMetricRow row = rows.get(rows.size() - 1);
      figures.putAll(row.extras());
      if (row.learningRate() != null) {
        figures.put("learning_rate", row.learningRate());
      }
      if (row.gradNorm() != null) {
        figures.put("grad_norm", row.gradNorm());
      }
    }
    return others(figures);
  }

  private static Map<String, Double> others(Map<String, Double> figures) {
    Map<String, Double> others = new TreeMap<>(figures);
    others.keySet().removeAll(TOLD_ELSEWHERE);
    return others;
  }

  private static ObjectNode told(TrainingRunRow run) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", run.id())
        .put("objective", run.objective())
        .put("base_model", run.baseModel())
        .put("data_table", run.dataTable())
        .put("data_version", run.dataVersion())
        .put("rows", run.rows())
        .put("steps", run.steps())
        .put("skipped_steps", run.skippedSteps())
        .put("tokens", run.tokens())
        .put("validation_loss_before", run.validationLossBefore())
        .put("validation_loss_after", run.validationLossAfter())
        .put("best_step", run.bestStep())
        .put("trainable_parameters", run.trainableParameters())
        .put("precision", run.precision())
        .put("threads", run.threads())
        .put("resumed_from_step", run.resumedFromStep())
        .put("peak_memory", run.peakMemory())
        .put("started_at", run.startedAt().toString())
        .put("finished_at", run.finishedAt().toString());
  }

  /** The facts in words, the same names in the same order for every run. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("run", text("id"));
    facts.put("training time", time());
    facts.put("peak memory", memory());
    facts.put("tokens a second", rate());
    facts.put("first loss", losses.isEmpty() ? "-" : number(losses.get(0)));
    facts.put("mean loss", losses.isEmpty() ? "-" : number(mean()));
    facts.put("last loss", losses.isEmpty() ? "-" : number(losses.get(losses.size() - 1)));
    facts.put("held-out loss before", number("validation_loss_before"));
    facts.put("held-out loss after", number("validation_loss_after"));
    facts.put("best step", text("best_step"));
    facts.put("steps", text("steps"));
    facts.put("skipped steps", text("skipped_steps"));
    facts.put("rows", text("rows"));
    facts.put("tokens", text("tokens"));
    facts.put("trained parameters", text("trainable_parameters"));
    facts.put("objective", text("objective"));
    facts.put("base model", ModelsWork.shortened(text("base_model")));
    facts.put("data", text("data_table"));
    facts.put("data version", ModelsWork.shortened(text("data_version")));
    facts.put("precision", text("precision"));
    facts.put("threads", text("threads"));
    return facts;
  }

  private double mean() {
    return losses.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  private String time() {
    if (!told.has("started_at")) {
      return "not ended";
    }
    String words = Durations.words(seconds());
    return told.path("resumed_from_step").isNumber()
        ? words + " from step " + text("resumed_from_step")
        : words;
  }

  /** Of the run, or of its part behind the last resume. */
  private double seconds() {
    return Duration.between(Instant.parse(text("started_at")), Instant.parse(text("finished_at")))
            .toMillis()
        / 1e3;
  }

  private String rate() {
    boolean isWhole = told.has("started_at") && !told.path("resumed_from_step").isNumber();
    return isWhole && seconds() > 0
        ? String.format(Locale.ROOT, "%.0f", told.path("tokens").asLong() / seconds())
        : "-";
  }

  private String memory() {
    JsonNode bytes = told.path("peak_memory");
    return bytes.isNumber()
        ? String.format(Locale.ROOT, "%.0f MiB", bytes.longValue() / (double) (1 << 20))
        : "-";
  }

  private String number(String key) {
    JsonNode value = told.path(key);
    return value.isNumber() ? number(value.doubleValue()) : "-";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private String text(String key) {
    JsonNode value = told.path(key);
    return value.isMissingNode() || value.isNull() ? "-" : value.asText();
  }
}
