package io.deltatune.cluster.train;

import io.deltatune.cluster.CodeVersion;
import io.deltatune.cluster.ModelRecords;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.data.row.TrainingMetricRow;
import io.deltatune.data.row.TrainingRunRow;
import io.deltatune.data.table.TableVersion;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.run.BaseModel;
import io.deltatune.model.run.RunFolder;
import io.deltatune.model.run.RunListener;
import io.deltatune.model.run.RunSummary;
import io.deltatune.model.run.TrainingRun;
import io.deltatune.model.train.Evaluation;
import io.deltatune.model.train.TrainingResult;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the tables keep of a finished run. Its id follows from what decided its result, so that a
 * run that is recorded again replaces its rows. The row of the run itself is written last: only
 * then does the run exist for others.
 */
record RunRecord(
    String id, TrainingRun run, TrainingRun.Outcome outcome, Path folder, Instant started) {

  TrainReport write(Warehouse warehouse, RunListener listener) {
    Path output = outcome.output().orElseThrow();
    String hash = outcome.hash().orElseThrow();
    TrainingResult result = outcome.result();
    recordModels(warehouse, output, hash);
    List<TrainingMetricRow> metrics = new RunFiles(new RunFolder(folder)).metrics(id);
    warehouse.upsert(Tables.TRAINING_METRICS, metrics);
    TrainingRunRow row =
        row(
            warehouse,
            hash,
            listener,
            metrics,
            RunSummary.Computation.since(started, CodeVersion.current()));
    warehouse.upsert(Tables.TRAINING_RUNS, List.of(row));
    return new TrainReport(
        id,
        folder,
        output,
        hash,
        outcome.merged().map(TrainingRun.MergedModel::folder),
        run.rows().examples().size(),
        run.rows().leftOut().size(),
        result.steps(),
        result.skipped(),
        result.tokens(),
        optional(row.validationLossBefore()),
        optional(row.validationLossAfter()),
        listener.resumedFrom());
  }

  private void recordModels(Warehouse warehouse, Path output, String hash) {
    ModelRecords models = new ModelRecords(warehouse);
    String name = run.resolved().recipe().output().name();
    BaseModel base = run.base();
    base.checkpoint()
        .ifPresent(
            folder ->
                models.base(
                    folder, base.hash(), base.path().getFileName().toString(), Optional.empty()));
    if (outcome.kind().equals("adapter")) {
      models.adapter(output, hash, name, base.hash(), outcome.trained(), Optional.of(id));
      outcome
          .merged()
          .ifPresent(
              merged ->
                  models.merged(
                      ModelFolder.open(merged.folder()),
                      merged.hash(),
                      name,
                      hash,
                      Optional.of(id)));
    } else {
      models.base(ModelFolder.open(output), hash, name, Optional.of(id));
    }
  }

  /** The row, when the folder tells the same. */
  private TrainingRunRow row(
      Warehouse warehouse,
      String hash,
      RunListener listener,
      List<TrainingMetricRow> metrics,
      RunSummary.Computation process) {
    TrainingResult result = outcome.result();
    TrainRecipe recipe = run.resolved().recipe();
    String version =
        warehouse
            .version(TrainingData.table(recipe.objective().type()))
            .map(TableVersion::toString)
            .orElse(null);
    new RunSummary(
            run,
            outcome,
            new RunSummary.Data(recipe.table(), version, Optional.of(id)),
            listener.resumedFrom(),
            process)
        .write(folder);
    List<Double> losses =
        metrics.stream()
            .filter(metric -> metric.split().equals("train"))
            .map(TrainingMetricRow::loss)
            .toList();
    return new TrainingRunRow(
        id,
        recipe.output().name(),
        run.resolved().hash(),
        run.resolved().yaml(),
        recipe.objective().type().label(),
        run.base().hash(),
        hash,
        recipe.table(),
        version,
        run.rows().examples().size(),
        (long) run.rows().leftOut().size(),
        result.steps(),
        result.skipped(),
        result.tokens(),
        first(losses),
        last(losses),
        loss(result.firstEvaluation()),
        loss(result.lastEvaluation()),
        result.bestStep().isPresent() ? result.bestStep().getAsLong() : null,
        outcome.trained(),
        recipe.run().seed(),
        run.precision().label(),
        run.precision().reason(),
        "cpu",
        process.threads(),
        listener.resumedFrom().isPresent() ? listener.resumedFrom().getAsLong() : null,
        String.join("; ", new RunFolder(folder).resumedWith()),
        process.peakMemory().isPresent() ? process.peakMemory().getAsLong() : null,
        folder.toString(),
        process.codeVersion(),
        process.started(),
        process.finished());
  }

  private static Double loss(Optional<Evaluation> evaluation) {
    return evaluation.map(Evaluation::loss).orElse(null);
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
