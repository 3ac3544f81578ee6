package io.deltatune.model.run;

import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.recipe.train.AdapterType;
import io.deltatune.model.train.Evaluation;
import io.deltatune.model.train.TrainingResult;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The README.md of a run's folder: what went in, what came out, the last figures.
 *
 * @param folder with the recipe and the metrics
 */
record ModelCard(RunSummary summary, RunFolder folder) {
  String text() {
    StringBuilder card = new StringBuilder();
    TrainRecipe recipe = recipe();
    card.append("# ").append(recipe.output().name()).append("\n\n");
    card.append(kind())
        .append(" of `")
        .append(recipe.model().path().written())
        .append("`, trained by Deltatune ")
        .append(summary.computation().codeVersion())
        .append(".\n");
    in(card);
    out(card);
    figures(card);
    card.append("\n`recipe.yaml` is the whole recipe, `metrics.jsonl` has a line a step.");
    summary
        .data()
        .runId()
        .ifPresent(
            id ->
                card.append(" The table `training_runs` holds this run under the id\n`")
                    .append(id)
                    .append("`."));
    return card.append('\n').toString();
  }

  private String kind() {
    if (recipe().adapter().isEmpty()) {
      return "A full fine-tuning";
    }
    if (recipe().adapter().get().type() == AdapterType.PROMPT) {
      return "A tuned prompt";
    }
    return recipe().model().quantisation().isPresent()
        ? "A LoRA adapter over 4-bit weights (QLoRA)"
        : "A LoRA adapter";
  }

  private void in(StringBuilder card) {
    TrainingRun run = summary.run();
    heading(card, "What went in");
    line(card, "base model", code(run.base().hash()));
    line(
        card,
        "rows",
        "%d of `%s`, version %s"
            .formatted(
                run.rows().examples().size(), summary.data().name(), summary.data().version()));
    if (!run.rows().leftOut().isEmpty()) {
      line(card, "rows left out", Integer.toString(run.rows().leftOut().size()));
    }
    line(card, "recipe", code(run.resolved().hash()));
    line(card, "objective", code(recipe().objective().type().label()));
    line(
        card,
        "seed, precision, threads",
        "%d, %s (%s), %d"
            .formatted(
                recipe().run().seed(),
                run.precision().label(),
                run.precision().reason(),
                summary.computation().threads()));
  }

  private void out(StringBuilder card) {
    TrainingResult result = summary.outcome().result();
    heading(card, "What came out");
    line(card, "result", code(summary.outcome().hash().orElseThrow()));
    summary
        .outcome()
        .merged()
        .ifPresent(
            merged ->
                line(
                    card,
                    "merged into " + recipe().output().merge().orElseThrow().label(),
                    code(merged.hash())));
    line(card, "trained parameters", Long.toString(summary.outcome().trained()));
    line(
        card,
        "steps, skipped, tokens",
        "%d, %d, %d".formatted(result.steps(), result.skipped(), result.tokens()));
    result.bestStep().ifPresent(step -> line(card, "best step", Long.toString(step)));
    line(card, "held-out loss", heldOut(result));
    line(card, "time", summary.computation().time().toSeconds() + " s");
    summary
        .computation()
        .peakMemory()
        .ifPresent(
            bytes ->
                line(
                    card,
                    "peak memory of the process",
                    String.format(Locale.ROOT, "%.0f MiB", bytes / (double) (1 << 20))));
    summary
        .resumedFrom()
        .ifPresent(
            step ->
                line(
                    card,
                    "resumed from step",
                    step
                        + (folder.resumedWith().isEmpty()
                            ? ""
                            : " (" + String.join(", ", folder.resumedWith()) + ")")));
  }

  private static String heldOut(TrainingResult result) {
    Optional<Evaluation> before = result.firstEvaluation();
    Optional<Evaluation> after = result.lastEvaluation();
    return before.isEmpty() || after.isEmpty()
        ? "not measured"
        : String.format(
            Locale.ROOT, "%.4f before, %.4f after", before.get().loss(), after.get().loss());
  }

  private void figures(StringBuilder card) {
    Map<String, Double> training = folder.lastStep();
    Map<String, Double> heldOut = folder.lastHeldOut();
    card.append("\n## Last figures\n\n| | training | held-out |\n|---|---|---|\n");
    Set<String> names = new TreeSet<>(training.keySet());
    names.addAll(heldOut.keySet());
    for (String name : names) {
      card.append(
          "| %s | %s | %s |\n".formatted(name, number(training, name), number(heldOut, name)));
    }
  }

  private static String number(Map<String, Double> figures, String name) {
    Double value = figures.get(name);
    if (value == null) {
      return "";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString(value.longValue())
        : String.format(Locale.ROOT, "%.6g", value);
  }

  private static void heading(StringBuilder card, String text) {
    card.append("\n## ").append(text).append("\n\n| | |\n|---|---|\n");
  }

  private static void line(StringBuilder card, String name, String value) {
    card.append("| ").append(name).append(" | ").append(value).append(" |\n");
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private TrainRecipe recipe() {
    return summary.run().resolved().recipe();
  }
}
