package io.deltatune.core.recipe.train;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.Requirements;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How rows make steps.
 *
 * @param size rows in a micro-batch
 * @param gradientAccumulation micro-batches in a step
 * @param maxLength tokens of a row; longer ones are cut
 * @param truncation which end of them stays
 * @param tokens in a micro-batch at most, in place of a number of rows; a longer row stays alone
 * @param packing whether rows share a micro-batch that fill it best; without {@code tokens} up to
 *     {@code size} times {@code maxLength} tokens
 * @param groupByLength whether rows of similar length share a micro-batch; by default where the
 *     order is shuffled
 */
public record Batch(
    @Default("4") int size,
    @Default("1") int gradientAccumulation,
    @Default("512") int maxLength,
    @Default("keep_start") Truncation truncation,
    OptionalInt tokens,
    @Default("false") boolean packing,
    Optional<Boolean> groupByLength) {
  public Batch {
    new Requirements()
        .atLeast("size", size, 1)
        .atLeast("gradient_accumulation", gradientAccumulation, 1)
        .atLeast("max_length", maxLength, 2)
        .atLeast("tokens", tokens, 2)
        .that(
            "group_by_length",
            !packing || !groupByLength.orElse(false),
            "stands beside packing; rows either fill a micro-batch best or are alike")
        .verify();
  }

  /** The tokens of a micro-batch, where it is not made of a number of rows. */
  public OptionalInt tokenBudget() {
    return tokens.isPresent() || !packing
        ? tokens
        : OptionalInt.of((int) Math.min(Integer.MAX_VALUE, (long) size * maxLength));
  }

  /**
   * How many tokens go through the model together at most.
   *
   * @param longest the longest row's tokens
   */
  public long tokensTogether(int longest) {
    OptionalInt budget = tokenBudget();
    return budget.isPresent() ? Math.max(budget.getAsInt(), longest) : (long) size * longest;
  }
}
