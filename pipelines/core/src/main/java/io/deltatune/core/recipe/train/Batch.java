package io.deltatune.core.recipe.train;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.NotYet;
import io.deltatune.core.config.Requirements;

/**
 * How rows make steps.
 *
 * @param size rows in a micro-batch
 * @param gradientAccumulation micro-batches in a step
 * @param maxLength tokens of a row; longer ones are cut
 * @param truncation which end of them stays
 */
@NotYet({"tokens", "packing"})
public record Batch(
    @Default("4") int size,
    @Default("1") int gradientAccumulation,
    @Default("512") int maxLength,
    @Default("keep_start") Truncation truncation) {
  public Batch {
    new Requirements()
        .atLeast("size", size, 1)
        .atLeast("gradient_accumulation", gradientAccumulation, 1)
        .atLeast("max_length", maxLength, 2)
        .verify();
  }
}
