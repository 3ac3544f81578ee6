package io.deltatune.core.recipe;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.NotYet;
import io.deltatune.core.config.Requirements;
import java.util.List;
import java.util.Locale;

/**
 * Scores of generated answers against the tables' own.
 *
 * @param generations output names of generations; the first one is what the others are compared
 *     with
 */
@NotYet({"benchmarks", "judge"})
public record EvaluateRecipe(
    List<String> generations,
    @Default("[bleu, rouge_l, exact_match]") List<Metric> metrics,
    Output output) {
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

  /**
   * @param name the evaluation's name in the tables
   */
  public record Output(@Default(Default.RECIPE_NAME) String name) {
    public Output {
      new Requirements().name("name", name).verify();
    }
  }

  /** What is computed. */
  public enum Metric {
    BLEU,
    ROUGE_L,
    EXACT_MATCH;

    /** The name in recipes and tables: {@code rouge_l}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
