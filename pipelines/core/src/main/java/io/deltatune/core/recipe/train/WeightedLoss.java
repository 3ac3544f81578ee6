package io.deltatune.core.recipe.train;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.Requirements;

/**
 * One of several losses.
 *
 * @param weight its factor in the sum
 */
public record WeightedLoss(Loss loss, @Default("1.0") double weight) {
  public WeightedLoss {
    new Requirements().positive("weight", weight).verify();
  }
}
