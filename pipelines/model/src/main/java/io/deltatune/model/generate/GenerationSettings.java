package io.deltatune.model.generate;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;

/**
 * How answers are generated.
 *
 * @param maxNewTokens the longest answer in tokens
 * @param batchSize prompts answered side by side; without influence on the answers
 * @param temperature 0: always the most probable token; nothing else is supported yet
 */
public record GenerationSettings(int maxNewTokens, int batchSize, double temperature) {
  /**
   * @throws UserError if a number is out of range or the temperature is not 0
   */
  public GenerationSettings {
    if (maxNewTokens < 1 || batchSize < 1) {
      throw refused(
          "max_new_tokens is " + maxNewTokens + " and batch_size " + batchSize,
          "both must be at least 1");
    }
    if (temperature != 0) {
      throw refused(
          "temperature is " + temperature, "only 0, the most probable token, is supported");
    }
  }

  /** Greedy answers. */
  public static GenerationSettings greedy(int maxNewTokens, int batchSize) {
    return new GenerationSettings(maxNewTokens, batchSize, 0);
  }

  private static UserError refused(String problem, String cause) {
    return new UserError(
        ErrorCode.CONFIG, problem, cause, "correct the recipe's section 'decoding'");
  }
}
