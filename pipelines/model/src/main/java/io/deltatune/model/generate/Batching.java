package io.deltatune.model.generate;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.util.OptionalLong;

/**
 * How many rows are answered side by side; without influence on the answers, but for roundings.
 *
 * @param maximumRows at most so many
 * @param bytes the memory that may be taken beside the weights: caches of keys and values, scores
 *     of the vocabulary, and activations of the prompts that are read; empty: a quarter of what the
 *     machine has available
 */
public record Batching(int maximumRows, OptionalLong bytes) {
  /** At most 64 rows in a quarter of the available memory. */
  public static final Batching AUTOMATIC = new Batching(64, OptionalLong.empty());

  /**
   * @throws UserError naming the recipe's key, if a number is out of its range
   */
  public Batching {
    if (maximumRows < 1) {
      throw refused("batch_size", "is " + maximumRows);
    }
    if (bytes.isPresent() && bytes.getAsLong() < 1) {
      throw refused("memory_mib", "is " + bytes.getAsLong() + " bytes");
    }
  }

  private static UserError refused(String key, String problem) {
    return new UserError(
        ErrorCode.CONFIG,
        "decoding." + key + " " + problem,
        "it must be at least 1",
        "correct the recipe's key decoding." + key);
  }
}
