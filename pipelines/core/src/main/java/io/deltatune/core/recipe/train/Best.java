package io.deltatune.core.recipe.train;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.Requirements;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which held-out measurement decides what a run leaves. Its checkpoint is kept beside the newest
 * ones, and is what comes out in the end.
 *
 * @param metric a figure of the held-out rows by its name without {@code eval_}
 * @param greaterIsBetter by default for all figures but those that end in {@code loss}
 * @param patience the run ends after so many measurements in a row without a gain; never if absent
 * @param threshold a gain of no more than this does not count against the patience
 */
public record Best(
    @Default("loss") String metric,
    Optional<Boolean> greaterIsBetter,
    OptionalInt patience,
    @Default("0.0") double threshold) {
  public Best {
    new Requirements()
        .notBlank("metric", metric)
        .atLeast("patience", patience, 1)
        .notNegative("threshold", threshold)
        .verify();
  }

  /** Whether a higher figure is the better one. */
  public boolean isGreaterBetter() {
    return greaterIsBetter.orElse(!metric.endsWith("loss"));
  }
}
