package io.deltatune.model.run;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.recipe.train.Reference;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.train.PairExample;
import io.deltatune.model.train.ReferenceFile;
import io.deltatune.model.train.ReferencePolicy;
import io.deltatune.model.train.TrainingExample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks a run's reference model: before the first step for all pairs, or at each step. A second
 * model is opened only where the reference is another checkpoint, or where all weights are trained
 * and the reference is asked at each step.
 */
final class References implements AutoCloseable {
  /** Tokens that go through the reference model together, at least one pair's. */
  private static final int TOKENS_TOGETHER = 4096;

  /** The file of the run's folder that keeps what was precomputed. */
  static final String FILE = "reference.jsonl";

  private final TrainRecipe recipe;
  private final BaseModel base;
  private final Precision precision;
  private Optional<Gemma3Model> other = Optional.empty();

  /**
   * @throws UserError if the recipe names another checkpoint whose tokens are others
   */
  References(TrainRecipe recipe, BaseModel base, Precision precision) {
    this.recipe = recipe;
    this.base = base;
    this.precision = precision;
    recipe.objective().referenceModel().ifPresent(path -> open(path.path()));
  }

  private void open(Path path) {
    Gemma3Model model = Gemma3Model.open(path, precision, true);
    if (model.config().vocabularySize() != base.config().vocabularySize()) {
      int tokens = model.config().vocabularySize();
      model.close();
      throw new UserError(
          ErrorCode.UNSUPPORTED_MODEL,
          "objective.reference_model " + path + " has " + tokens + " tokens",
          "the model that is trained has " + base.config().vocabularySize(),
          "take a reference with the same tokenizer");
    }
    other = Optional.of(model);
  }

  /** Whether the examples are to be judged before the first step. */
  boolean isPrecomputed() {
    return isPrecomputed(recipe);
  }

  static boolean isPrecomputed(TrainRecipe recipe) {
    return recipe.objective().needsReference()
        && recipe.objective().referenceOrDefault() == Reference.PRECOMPUTED;
  }

  /**
   * The rows with what the reference makes of them.
   *
   * @param model before its first step, adapted or not
   */
  TrainingRows precompute(
      TrainingRows rows, Gemma3Model model, Path folder, ProgressReporter reporter) {
    List<PairExample> pairs = new ArrayList<>();
    rows.examples().forEach(example -> pairs.add((PairExample) example));
    rows.heldOut().forEach(example -> pairs.add((PairExample) example));
    int longest = pairs.stream().mapToInt(PairExample::length).max().orElse(1);
    ReferencePolicy policy =
        other.map(ReferencePolicy::of).orElseGet(() -> ReferencePolicy.withoutAdapter(model));
    List<TrainingExample> judged;
    try (Progress progress = reporter.start("reference", "pairs", pairs.size())) {
      judged =
          List.copyOf(
              new ReferenceFile(folder.resolve(FILE), model(recipe, base))
                  .complete(pairs, policy, Math.max(1, TOKENS_TOGETHER / longest), progress));
    }
    int trained = rows.examples().size();
    return new TrainingRows(
        judged.subList(0, trained),
        judged.subList(trained, judged.size()),
        rows.names(),
        rows.withoutLabels(),
        rows.fingerprint());
  }

  /** Who judges at each step; empty where nobody has to. */
  Optional<ReferencePolicy> live(Gemma3Model model, boolean trainsWeights) {
    if (!recipe.objective().needsReference() || isPrecomputed()) {
      return Optional.empty();
    }
    if (other.isEmpty() && trainsWeights) {
      other = Optional.of(frozen());
    }
    return Optional.of(
        other.map(ReferencePolicy::of).orElseGet(() -> ReferencePolicy.withoutAdapter(model)));
  }

  /** The base once more, its weights left in their files. */
  private Gemma3Model frozen() {
    return base.checkpoint().isPresent()
        ? Gemma3Model.open(base.path(), precision, true)
        : base.model(precision);
  }

  /** The hash of the reference model; of quantised weights another than of those in the folder. */
  static String model(TrainRecipe recipe, BaseModel base) {
    return recipe
        .objective()
        .referenceModel()
        .map(path -> ModelFolder.open(path.path()).hash())
        .orElseGet(base::weightsHash);
  }

  @Override
  public void close() {
    other.ifPresent(Gemma3Model::close);
  }
}
