package io.deltatune.model.run;

import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.recipe.train.Reference;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.train.PairExample;
import io.deltatune.model.train.ReferenceFile;
import io.deltatune.model.train.ReferencePass;
import io.deltatune.model.train.ReferencePolicy;
import io.deltatune.model.train.ReferenceStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Asks a run's reference model: before the first step for all pairs, or at each step. A second
 * model is opened only where the reference is another checkpoint, or where all weights are trained
 * and the reference is asked at each step.
 */
final class References implements AutoCloseable {
  /** The file of the run's folder that keeps what was precomputed. */
  static final String FILE = "reference.jsonl";

  private final TrainRecipe recipe;
  private final BaseModel base;
  private final Precision precision;
  private Optional<Gemma3Model> other = Optional.empty();

  References(TrainRecipe recipe, BaseModel base, Precision precision) {
    this.recipe = recipe;
    this.base = base;
    this.precision = precision;
    recipe
        .objective()
        .referenceModel()
        .ifPresent(path -> other = Optional.of(Gemma3Model.open(path.path(), precision, true)));
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
   * @param store what other runs of this reference computed
   * @param interrupted asked before each pair
   * @return empty if the pass was interrupted
   */
  Optional<TrainingRows> precompute(
      TrainingRows rows,
      Gemma3Model model,
      Path folder,
      ReferenceStore store,
      BooleanSupplier interrupted,
      ProgressReporter reporter) {
    List<PairExample> pairs = new ArrayList<>();
    rows.examples().forEach(example -> pairs.add((PairExample) example));
    rows.heldOut().forEach(example -> pairs.add((PairExample) example));
    ReferencePolicy policy =
        other.map(ReferencePolicy::of).orElseGet(() -> ReferencePolicy.withoutAdapter(model));
    ReferenceFile file =
        new ReferenceFile(folder.resolve(FILE), key(recipe, base, precision).toString());
    int trained = rows.examples().size();
    return new ReferencePass(file, store, interrupted)
        .judge(pairs, policy, reporter)
        .map(
            judged ->
                new TrainingRows(
                    List.copyOf(judged.subList(0, trained)),
                    List.copyOf(judged.subList(trained, judged.size())),
                    rows.names(),
                    rows.leftOut(),
                    rows.fingerprint()));
  }

  /** Who judges at each step; empty where nobody has to. */
  Optional<ReferencePolicy> live(Gemma3Model model, boolean trainsWeights) {
    if (!recipe.objective().needsReference() || isPrecomputed()) {
      return Optional.empty();
    }
    if (other.isEmpty() && trainsWeights) {
      other = Optional.of(base.model(precision, true));
    }
    return Optional.of(
        other.map(ReferencePolicy::of).orElseGet(() -> ReferencePolicy.withoutAdapter(model)));
  }

  /** What the reference's numbers are kept under. */
  static ReferenceKey key(TrainRecipe recipe, BaseModel base, Precision precision) {
    String model =
        recipe
            .objective()
            .referenceModel()
            .map(path -> ModelFolder.open(path.path()).hash())
            .orElseGet(base::weightsHash);
    return new ReferenceKey(model, precision.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    other.ifPresent(Gemma3Model::close);
  }
}
