package io.deltatune.cluster.train;

import io.deltatune.cluster.CodeVersion;
import io.deltatune.cluster.ComputePrecision;
import io.deltatune.cluster.ModelRecords;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.data.row.TrainingMetricRow;
import io.deltatune.data.row.TrainingRunRow;
import io.deltatune.data.table.TableVersion;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.train.TrainingResult;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the tables keep of a finished run. Its id follows from what decided its result, so that a
 * run that is recorded again replaces its rows. The row of the run itself is written last: only
 * then does the run exist for others.
 */
record RunRecord(
    String id,
    Resolved<TrainRecipe> resolved,
    BaseModel base,
    TrainedPart part,
    TrainingData data,
    ComputePrecision.Choice precision,
    int threads,
    Instant started) {

  TrainReport write(
      Warehouse warehouse,
      RunFiles files,
      Path output,
      TrainingResult result,
      RunListener listener) {
    String hash = part.hash(output, base);
    recordModels(warehouse, output, hash);
    List<TrainingMetricRow> metrics = files.metrics(id);
    warehouse.upsert(Tables.TRAINING_METRICS, metrics);
    TrainingRunRow row = row(warehouse, files.folder(), hash, result, listener, metrics);
    files.card(ModelCard.text(resolved.recipe(), row, listener.differences()));
    warehouse.upsert(Tables.TRAINING_RUNS, List.of(row));
    return new TrainReport(
        id,
        files.folder(),
        output,
        hash,
        data.examples().size(),
        data.withoutLabels(),
        result.steps(),
        result.tokens(),
        optional(row.validationLossBefore()),
        optional(row.validationLossAfter()),
        listener.resumedFrom());
  }

  private void recordModels(Warehouse warehouse, Path output, String hash) {
    ModelRecords models = new ModelRecords(warehouse);
    String name = resolved.recipe().output().name();
    base.checkpoint()
        .ifPresent(
            folder ->
                models.base(
                    folder, base.hash(), base.path().getFileName().toString(), Optional.empty()));
    if (part.kind().equals("adapter")) {
      models.adapter(output, hash, name, base.hash(), trainable(), Optional.of(id));
    } else {
      models.base(ModelFolder.open(output), hash, name, Optional.of(id));
    }
  }

  private TrainingRunRow row(
      Warehouse warehouse,
      Path folder,
      String hash,
      TrainingResult result,
      RunListener listener,
      List<TrainingMetricRow> metrics) {
    TrainRecipe recipe = resolved.recipe();
    List<Double> losses = losses(metrics, "train");
    List<Double> heldOut = losses(metrics, "validation");
    return new TrainingRunRow(
        id,
        recipe.output().name(),
        resolved.hash(),
        resolved.yaml(),
        recipe.objective().type().name().toLowerCase(Locale.ROOT),
        base.hash(),
        hash,
        recipe.data().table(),
        warehouse.version(Tables.INSTRUCTION_EXAMPLES).map(TableVersion::toString).orElse(null),
        data.examples().size(),
        result.steps(),
        result.tokens(),
        first(losses),
        last(losses),
        first(heldOut),
        last(heldOut),
        trainable(),
        recipe.run().seed(),
        precision.label(),
        precision.reason(),
        "cpu",
        threads,
        listener.resumedFrom().isPresent() ? listener.resumedFrom().getAsLong() : null,
        folder.toString(),
        CodeVersion.current(),
        started,
        Instant.now());
  }

  private long trainable() {
    return part.parameterisation().parameters().size();
  }

  private static List<Double> losses(List<TrainingMetricRow> metrics, String split) {
    return metrics.stream()
        .filter(metric -> metric.split().equals(split))
        .map(TrainingMetricRow::loss)
        .toList();
  }

  private static Double first(List<Double> values) {
    return values.isEmpty() ? null : values.get(0);
  }

  private static Double last(List<Double> values) {
    return values.isEmpty() ? null : values.get(values.size() - 1);
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
