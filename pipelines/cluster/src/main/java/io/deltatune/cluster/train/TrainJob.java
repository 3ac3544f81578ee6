package io.deltatune.cluster.train;

import io.deltatune.cluster.ComputePrecision;
import io.deltatune.cluster.Interrupted;
import io.deltatune.cluster.RunFolders;
import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.core.config.OutputPath;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.RowOrder;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.data.table.Warehouse;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.train.AnswerExample;
import io.deltatune.model.train.Trainer;
import io.deltatune.model.train.TrainerSettings;
import io.deltatune.model.train.TrainingResult;
import io.deltatune.model.train.objective.SupervisedObjective;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
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

  /**
   * Trains, writes the result into the run's folder and the records into the tables.
   *
   * @throws io.deltatune.core.error.UserError if the recipe asks for what is not there
   */
  @SuppressWarnings("try") // the lock is there to be held
  public TrainReport run() {
    Instant started = Instant.now();
    TrainRecipe recipe = resolved.recipe();
    EngineProcess.useThreadsOrAllCores(recipe.model().threads());
    try (BaseModel base = BaseModel.open(recipe.model())) {
      TrainingData data = TrainingData.read(warehouse, recipe, base.tokenizer());
      ComputePrecision.Choice precision = ComputePrecision.forProducts(recipe.model().precision());
      String fingerprint = fingerprint(base, data);
      Path folder =
          RunFolders.of(
              warehouse,
              recipe.output().name(),
              recipe.output().path().map(OutputPath::path),
              fingerprint);
      RunFiles files = new RunFiles(folder);
      files.begin(resolved, base.hash(), data.fingerprint());
      RunListener listener = new RunListener(interrupted);
      try (RunLock lock = RunLock.take(folder);
          Gemma3Model model = base.model(precision.precision())) {
        TrainedPart part = TrainedPart.of(model, recipe);
        Trainer trainer =
            new Trainer(
                model,
                part.parameterisation(),
                new SupervisedObjective(),
                Optional.empty(),
                Mapping.optimiser(recipe.optimiser()),
                Mapping.schedule(recipe.schedule()),
                AnswerExample.all(data.examples()),
                AnswerExample.all(data.heldOut()),
                settings(folder, fingerprint, base, data));
        TrainingResult result = trainer.run(reporter, listener);
        requireComplete(result, folder);
        Path output = part.export(folder, base);
        return new RunRecord(
                UUID.nameUUIDFromBytes(fingerprint.getBytes(StandardCharsets.UTF_8)).toString(),
                resolved,
                base,
                part,
                data,
                precision,
                EngineProcess.threads(),
                started)
            .write(warehouse, files, output, result, listener);
      }
    }
  }

  private static void requireComplete(TrainingResult result, Path folder) {
    if (!result.complete()) {
      throw new Interrupted(
          "training stopped after step "
              + result.steps()
              + "; the same command goes on from its checkpoint in "
              + folder);
    }
  }

  private TrainerSettings settings(
      Path folder, String fingerprint, BaseModel base, TrainingData data) {
    int longest = data.examples().stream().mapToInt(EncodedConversation::length).max().orElse(0);
    TrainRecipe.Run run = resolved.recipe().run();
    TrainRecipe.Batch batch = resolved.recipe().batch();
    return new TrainerSettings(
        folder,
        fingerprint,
        batch.size(),
        batch.gradientAccumulation(),
        run.epochs(),
        run.maxSteps().orElse(0),
        run.seed(),
        resolved.recipe().data().order() == RowOrder.SHUFFLED,
        true,
        ActivationMemory.keep(base.config(), batch.size(), longest),
        run.evaluateEvery(),
        run.checkpointEvery(),
        run.keepCheckpoints(),
        run.logEvery());
  }

  /** Over everything that decides the result, but for threads and precision, which are recorded. */
  private String fingerprint(BaseModel base, TrainingData data) {
    ContentHash hash =
        ContentHash.of("training")
            .field(resolved.hash())
            .field(base.hash())
            .field(data.fingerprint());
    for (EncodedConversation example : data.examples()) {
      hash.field(example.length());
    }
    return hash.hex();
  }
}
