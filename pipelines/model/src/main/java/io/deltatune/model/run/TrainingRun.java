package io.deltatune.model.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.RowOrder;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.recipe.train.Adapter;
import io.deltatune.core.recipe.train.Batch;
import io.deltatune.core.recipe.train.Merged;
import io.deltatune.core.recipe.train.Run;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.engine.ComputePrecision;
import io.deltatune.model.export.MergedExport;
import io.deltatune.model.file.AtomicFiles;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.generate.Generator;
import io.deltatune.model.train.ReferenceStore;
import io.deltatune.model.train.Trainer;
import io.deltatune.model.train.TrainerSettings;
import io.deltatune.model.train.TrainerSettings.Course;
import io.deltatune.model.train.TrainerSettings.Keeping;
import io.deltatune.model.train.TrainingExample;
import io.deltatune.model.train.TrainingListener;
import io.deltatune.model.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One training run in this process, over rows that are given. It continues from its newest
 * checkpoint where an earlier run of the same recipe, rows and base model was interrupted.
 *
 * @param resolved the recipe
 * @param base the model it starts from, open
 * @param rows encoded for the recipe's objective
 * @param precision the computing precision
 */
public record TrainingRun(
    Resolved<TrainRecipe> resolved,
    BaseModel base,
    TrainingRows rows,
    ComputePrecision.Choice precision) {
  /**
   * What came of a run.
   *
   * @param result how it ended
   * @param output the folder of the adapter or model; empty if it was stopped
   * @param hash its content hash; empty if it was stopped
   * @param kind {@code adapter} or {@code base}
   * @param trained how many numbers were trained
   * @param merged the base with the adapter merged into it, where the recipe asks for it
   */
  public record Outcome(
      TrainingResult result,
      Optional<Path> output,
      Optional<String> hash,
      String kind,
      long trained,
      Optional<MergedModel> merged) {
    private Outcome with(MergedModel model) {
      return new Outcome(result, output, hash, kind, trained, Optional.of(model));
    }

    /**
     * @throws Interrupted if the run was stopped before its end
     */
    public void requireComplete(Path folder) {
      if (!result.complete()) {
        throw new Interrupted(
            "training stopped after step "
                + result.steps()
                + "; the same command goes on from its checkpoint in "
                + folder);
      }
    }
  }

  /**
   * A model that an adapter was merged into.
   *
   * @param folder in Hugging Face's layout
   * @param hash its content hash
   */
  public record MergedModel(Path folder, String hash) {}

  /** What the reference is kept under, if it is asked before the first step. */
  public Optional<ReferenceKey> reference() {
    TrainRecipe recipe = resolved.recipe();
    return References.isPrecomputed(recipe)
        ? Optional.of(References.key(recipe, base, precision.precision()))
        : Optional.empty();
  }

  /** Over everything that decides the result, but for threads and precision, which are recorded. */
  public String fingerprint() {
    ContentHash hash =
        ContentHash.of("training")
            .field(resolved.hash())
            .field(base.hash())
            .field(rows.fingerprint());
    resolved
        .recipe()
        .objective()
        .referenceModel()
        .ifPresent(path -> hash.field(ModelFolder.open(path.path()).hash()));
    for (TrainingExample example : rows.examples()) {
      hash.field(example.length());
    }
    return hash.hex();
  }

  /**
   * Trains and writes the result, merged too where asked, the recipe and the metrics into a folder.
   *
   * @param store what other runs computed of the same reference, where it is asked beforehand
   * @throws Interrupted if the listener wished to stop before the first step
   * @throws UserError if the recipe asks for what is not there, or the folder cannot be written
   */
  @SuppressWarnings("try") // the lock is there to be held
  public Outcome run(
      Path folder, ReferenceStore store, ProgressReporter reporter, TrainingListener listener) {
    Optional<TrainedPlan> adapter = adapter(resolved.recipe(), base);
    begin(folder);
    try (RunLock lock = RunLock.take(folder)) {
      Outcome outcome = train(folder, adapter, store, reporter, listener);
      return resolved
          .recipe()
          .output()
          .merge()
          .flatMap(into -> outcome.output().map(output -> merge(output, into, folder, reporter)))
          .map(outcome::with)
          .orElse(outcome);
    }
  }

  /** The model is closed by now: two of them never share the memory. */
  private MergedModel merge(Path output, Merged into, Path folder, ProgressReporter reporter) {
    Path merged = folder.resolve("merged");
    MergedExport.run(base.path(), output, merged, Mapping.quantiser(into), reporter);
    return new MergedModel(merged, ModelFolder.open(merged).hash());
  }

  private Outcome train(
      Path folder,
      Optional<TrainedPlan> adapter,
      ReferenceStore store,
      ProgressReporter reporter,
      TrainingListener listener) {
    TrainRecipe recipe = resolved.recipe();
    try (References references = new References(recipe, base, precision.precision());
        Gemma3Model model = base.model(precision.precision(), adapter.isPresent())) {
      StartFolder start = new StartFolder(folder.resolve(StartFolder.NAME), fingerprint());
      TrainedPart part = TrainedPart.of(model, adapter, recipe.run().seed(), start);
      TrainingRows judged =
          references.isPrecomputed()
              ? references
                  .precompute(rows, model, folder, store, listener::isStopped, reporter)
                  .orElseThrow(() -> stoppedBefore(folder))
              : rows;
      Trainer trainer =
          new Trainer(
              model,
              part.parameterisation(),
              ObjectiveMapping.of(recipe.objective()),
              references.live(model, part.parameterisation().trainsWeights()),
              Mapping.optimiser(recipe.optimiser()),
              Mapping.schedule(recipe.schedule()),
              judged.examples(),
              judged.heldOut(),
              settings(folder));
      TrainingResult result = trainer.run(reporter, answering(model, folder, listener));
      long trained = part.parameterisation().parameters().size();
      if (!result.complete()) {
        return new Outcome(
            result, Optional.empty(), Optional.empty(), part.kind(), trained, Optional.empty());
      }
      Path output = part.export(folder, base);
      String hash = part.hash(output, base);
      return new Outcome(
          result, Optional.of(output), Optional.of(hash), part.kind(), trained, Optional.empty());
    }
  }

  private TrainingListener answering(Gemma3Model model, Path folder, TrainingListener listener) {
    return resolved
        .recipe()
        .run()
        .samples()
        .<TrainingListener>map(
            samples ->
                new SampleAnswers(
                    samples,
                    Generator.over(model, base.tokenizer(), base.path()),
                    folder,
                    listener))
        .orElse(listener);
  }

  static Optional<TrainedPlan> adapter(TrainRecipe recipe, BaseModel base) {
    return recipe.adapter().map(section -> TrainedPlan.of(section, base));
  }

  private static Interrupted stoppedBefore(Path folder) {
    return new Interrupted(
        "training stopped before its first step; the same command goes on with the pairs that the"
            + " reference was not asked for yet, in "
            + folder);
  }

  private void begin(Path folder) {
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
    quarantine(folder);
    AtomicFiles.writeText(
        folder.resolve(RunFolder.RECIPE),
        "# recipe: %s%n# base model: %s%n# rows: %s%n%s"
            .formatted(resolved.hash(), base.hash(), rows.fingerprint(), resolved.yaml()));
  }

  /** Names the rows that could not be learnt from, where there are any. */
  private void quarantine(Path folder) {
    if (!rows.leftOut().isEmpty()) {
      ObjectNode entry = JsonNodeFactory.instance.objectNode();
      entry.put("reason", "answer_cut_away");
      entry.put(
          "detail",
          "no token of an answer is left within batch.max_length: "
              + resolved.recipe().batch().maxLength());
      AtomicFiles.writeText(
          folder.resolve("quarantine.jsonl"),
          rows.leftOut().stream()
              .map(row -> entry.deepCopy().put("row", row) + "\n")
              .collect(Collectors.joining()));
    }
  }

  private TrainerSettings settings(Path folder) {
    int before = resolved.recipe().adapter().map(Adapter::tokensBefore).orElse(0);
    int longest =
        before + rows.examples().stream().mapToInt(TrainingExample::length).max().orElse(0);
    Run run = resolved.recipe().run();
    Batch batch = resolved.recipe().batch();
    boolean shuffled = resolved.recipe().data().order() == RowOrder.SHUFFLED;
    return new TrainerSettings(
        folder,
        fingerprint(),
        Mapping.batching(batch, run.seed(), shuffled),
        new Course(
            run.epochs(),
            run.maxSteps().orElse(0),
            run.evaluateEvery(),
            run.logEvery(),
            run.maxSkippedInARow(),
            run.best().map(Mapping::best)),
        new Keeping(run.checkpointEvery(), run.keepCheckpoints()),
        ActivationMemory.keep(base.config(), Math.max(longest, batch.tokensTogether(longest))),
        rows.names()::get);
  }
}
