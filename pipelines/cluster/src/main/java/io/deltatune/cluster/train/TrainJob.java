package io.deltatune.cluster.train;

import io.deltatune.cluster.RunFolders;
import io.deltatune.core.config.OutputPath;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Warehouse;
import io.deltatune.model.engine.AvailableMemory;
import io.deltatune.model.engine.ComputePrecision;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.run.BaseModel;
import io.deltatune.model.run.ExampleEncoder;
import io.deltatune.model.run.RunListener;
import io.deltatune.model.run.TrainChecks;
import io.deltatune.model.run.TrainingRows;
import io.deltatune.model.run.TrainingRun;
import io.deltatune.model.train.ReferenceStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * One training run over a table, in the driver's process. It continues from its newest checkpoint
 * where an earlier run of the same recipe, rows and base model was interrupted.
 */
public final class TrainJob {
  private final Warehouse warehouse;
  private final Resolved<TrainRecipe> resolved;
  private final ProgressReporter reporter;
  private final BooleanSupplier interrupted;

  /**
   * @param interrupted asked before every step; true ends the run after a checkpoint
   */
  public TrainJob(
      Warehouse warehouse,
      Resolved<TrainRecipe> resolved,
      ProgressReporter reporter,
      BooleanSupplier interrupted) {
    this.warehouse = warehouse;
    this.resolved = resolved;
    this.reporter = reporter;
    this.interrupted = interrupted;
  }

  /** The table that a recipe's rows come from. */
  public static Table<?> table(TrainRecipe recipe) {
    return TrainingData.table(recipe.objective().type());
  }

  /**
   * Trains, writes the result into the run's folder and the records into the tables.
   *
   * @throws io.deltatune.core.error.UserError if the recipe asks for what is not there
   */
  public TrainReport run() {
    Instant started = Instant.now();
    AvailableMemory.beginPeakAnew();
    TrainRecipe recipe = resolved.recipe();
    EngineProcess.useThreadsOrAllCores(recipe.model().threads());
    try (BaseModel base = BaseModel.open(recipe.model())) {
      TrainChecks.require(recipe, base);
      TrainingRows rows =
          new TrainingData(warehouse, recipe, new ExampleEncoder(base.tokenizer(), recipe)).read();
      ComputePrecision.Choice precision = ComputePrecision.forProducts(recipe.model().precision());
      TrainingRun run = new TrainingRun(resolved, base, rows, precision);
      String fingerprint = run.fingerprint();
      Path folder =
          RunFolders.of(
              warehouse,
              recipe.output().name(),
              recipe.output().path().map(OutputPath::path),
              fingerprint);
      RunListener listener = new RunListener(interrupted);
      String id = UUID.nameUUIDFromBytes(fingerprint.getBytes(StandardCharsets.UTF_8)).toString();
      ReferenceStore references =
          run.reference()
              .<ReferenceStore>map(key -> new ReferenceTable(warehouse, key, id))
              .orElse(ReferenceStore.NONE);
      TrainingRun.Outcome outcome = run.run(folder, references, reporter, listener);
      outcome.requireComplete(folder);
      return new RunRecord(id, run, outcome, folder, started).write(warehouse, listener);
    }
  }
}
