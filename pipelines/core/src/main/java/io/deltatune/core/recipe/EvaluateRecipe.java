package io.deltatune.core.recipe;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.NotYet;
import io.deltatune.core.config.Requirements;
import java.util.List;

/**
 * Scores of generated answers against the tables' own.
 *
 * @param generations output names of generations; the first one is what the others are compared
 *     with
 */
@NotYet({"benchmarks", "judge"})
public record EvaluateRecipe(
    List<String> generations, @Default("[bleu, rouge_l, exact_match]") List<Metric> metrics) {
  public EvaluateRecipe {
    generations = List.copyOf(generations);
    metrics = List.copyOf(metrics);
    new Requirements()
        .notEmpty("generations", generations)
        .distinct("generations", generations)
        .notEmpty("metrics", metrics)
        .distinct("metrics", metrics)
        .verify();
  }

  /** What is computed. */
  public enum Metric {
    BLEU,
    ROUGE_L,
    EXACT_MATCH
  }
}
