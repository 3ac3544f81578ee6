package io.deltatune.jobs.files;

import io.deltatune.core.config.InputPath;
import io.deltatune.core.config.OutputPath;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.RowOrder;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.model.engine.AvailableMemory;
import io.deltatune.model.engine.ComputePrecision;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.run.BaseModel;
import io.deltatune.model.run.ExampleEncoder;
import io.deltatune.model.run.RunListener;
import io.deltatune.model.run.RunSummary;
import io.deltatune.model.run.TrainChecks;
import io.deltatune.model.run.TrainingRows;
import io.deltatune.model.run.TrainingRun;
import io.deltatune.model.train.ReferenceStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * A training run over rows of a file, without Spark and without tables: everything that it leaves
 * is in its folder.
 */
public final class TrainWork {
  /** The output that names the folder of the base with the adapter merged into it. */
  public static final String MERGED = "merged";

  private static final int FINGERPRINT = 12;

  private TrainWork() {}

  /**
   * Trains as the recipe says.
   *
   * @param resolved a recipe whose {@code data.file} is given
   * @param interrupted asked before every step; true ends the run after a checkpoint
   * @param codeVersion of this program, for the run's record
   * @return what came out, by name
   * @throws io.deltatune.core.error.UserError if a row cannot be used, naming its line, or the
   *     recipe asks for what is not there
   */
  public static Map<String, String> run(
      Resolved<TrainRecipe> resolved,
      ProgressReporter reporter,
      BooleanSupplier interrupted,
      String codeVersion) {
    Instant started = Instant.now();
    AvailableMemory.beginPeakAnew();
    TrainRecipe recipe = resolved.recipe();
    EngineProcess.useThreadsOrAllCores(recipe.model().threads());
    try (BaseModel base = BaseModel.open(recipe.model())) {
      TrainChecks.require(recipe, base);
      TrainingRun run =
          new TrainingRun(
              resolved,
              base,
              rows(recipe, base),
              ComputePrecision.forProducts(recipe.model().precision()));
      Path folder = folder(recipe, run.fingerprint());
      RunListener listener = new RunListener(interrupted);
      TrainingRun.Outcome outcome = run.run(folder, ReferenceStore.NONE, reporter, listener);
      outcome.requireComplete(folder);
      new RunSummary(
              run,
              outcome,
              new RunSummary.Data(
                  recipe.data().file().orElseThrow().written(),
                  run.rows().fingerprint(),
                  Optional.empty()),
              listener.resumedFrom(),
              RunSummary.Computation.since(started, codeVersion))
          .write(folder);
      return told(run, outcome, listener);
    }
  }

  private static Path folder(TrainRecipe recipe, String fingerprint) {
    return recipe
        .output()
        .path()
        .map(OutputPath::path)
        .orElseGet(
            () ->
                Path.of("")
                    .toAbsolutePath()
                    .resolve("runs")
                    .resolve(recipe.output().name())
                    .resolve(fingerprint.substring(0, FINGERPRINT)));
  }

  private static TrainingRows rows(TrainRecipe recipe, BaseModel base) {
    ExampleEncoder encoder = new ExampleEncoder(base.tokenizer(), recipe);
    int vocabulary = base.config().vocabularySize();
    TrainRecipe.Data data = recipe.data();
    TrainingFile trained =
        TrainingFile.read(
            data.file().orElseThrow().path(),
            new TrainingFile.Choice(data.limit(), data.order(), recipe.run().seed()),
            encoder,
            vocabulary);
    Optional<TrainingFile> measured =
        data.validation()
            .flatMap(TrainRecipe.Validation::file)
            .map(InputPath::path)
            .map(
                file ->
                    TrainingFile.read(
                        file,
                        new TrainingFile.Choice(
                            OptionalInt.of(data.validation().get().limit()), RowOrder.FILE, 0),
                        encoder,
                        vocabulary));
    return new TrainingRows(
        trained.examples(),
        measured.map(TrainingFile::examples).orElse(List.of()),
        trained.names(),
        trained.leftOut(),
        trained.fingerprint() + measured.map(TrainingFile::fingerprint).orElse(""));
  }

  private static Map<String, String> told(
      TrainingRun run, TrainingRun.Outcome outcome, RunListener listener) {
    Map<String, String> told = new LinkedHashMap<>();
    told.put("result", outcome.output().orElseThrow().toString());
    told.put("result hash", outcome.hash().orElseThrow());
    outcome.merged().ifPresent(merged -> told.put(MERGED, merged.folder().toString()));
    told.put("base model", run.base().hash());
    told.put("objective", run.resolved().recipe().objective().type().label());
    told.put("rows", Integer.toString(run.rows().examples().size()));
    told.put(
        "rows left out: nothing of an answer within the greatest length",
        Integer.toString(run.rows().leftOut().size()));
    told.put("steps", Long.toString(outcome.result().steps()));
    if (outcome.result().skipped() > 0) {
      told.put("skipped steps", Long.toString(outcome.result().skipped()));
    }
    told.put("tokens", Long.toString(outcome.result().tokens()));
    outcome.result().bestStep().ifPresent(step -> told.put("best step", Long.toString(step)));
    told.put("trained parameters", Long.toString(outcome.trained()));
    told.put("precision", run.precision().label() + " (" + run.precision().reason() + ")");
    outcome
        .result()
        .firstEvaluation()
        .ifPresent(first -> told.put("held-out loss before", Double.toString(first.loss())));
    outcome
        .result()
        .lastEvaluation()
        .ifPresent(last -> told.put("held-out loss after", Double.toString(last.loss())));
    listener.resumedFrom().ifPresent(step -> told.put("resumed from", "step " + step));
    return told;
  }
}
