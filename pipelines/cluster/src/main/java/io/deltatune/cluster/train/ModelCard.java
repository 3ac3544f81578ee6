package io.deltatune.cluster.train;

import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.recipe.train.AdapterType;
import io.deltatune.data.row.TrainingRunRow;
import java.util.List;
import java.util.Locale;

/** The README.md of a run's folder. */
final class ModelCard {
  private ModelCard() {}

  /**
   * @param differences what changed between the parts of a resumed run, in words
   */
  static String text(TrainRecipe recipe, TrainingRunRow run, List<String> differences) {
    String loss =
        run.validationLossBefore() == null
            ? "not measured"
            : String.format(
                Locale.ROOT,
                "%.4f before, %.4f after",
                run.validationLossBefore(),
                run.validationLossAfter());
    String resumed =
        run.resumedFromStep() == null
            ? ""
            : "| resumed from step | "
                + run.resumedFromStep()
                + (differences.isEmpty() ? "" : " (" + String.join(", ", differences) + ")")
                + " |\n";
    return """
    # %s

    %s of `%s`, trained by Deltatune %s.

    | | |
    |---|---|
    | base model | `%s` |
    | result | `%s` |
    | objective | %s |
    | rows | %d of `%s`, version %s |
    | steps, skipped, tokens | %d, %d, %d |
    | trained parameters | %d |
    | held-out loss | %s |
    | seed, precision, threads | %d, %s (%s), %d |
    %s
    `recipe.yaml` is the whole recipe, `metrics.jsonl` has a line a step. The table `training_runs` holds this run under
    the id `%s`.
    """
        .formatted(
            run.name(),
            recipe
                .adapter()
                .map(one -> one.type() == AdapterType.PROMPT ? "A tuned prompt" : "A LoRA adapter")
                .orElse("A full fine-tuning"),
            recipe.model().path().written(),
            run.codeVersion(),
            run.baseModel(),
            run.resultModel(),
            run.objective(),
            run.rows(),
            run.dataTable(),
            run.dataVersion(),
            run.steps(),
            run.skippedSteps(),
            run.tokens(),
            run.trainableParameters(),
            loss,
            run.seed(),
            run.precision(),
            run.precisionReason(),
            run.threads(),
            resumed,
            run.id());
  }
}
