package io.deltatune.model.generate;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;

/**
 * How the next token is chosen, in the order of transformers' processors: the repetition penalty on
 * all tokens of prompt and answer, the temperature, top-k, top-p, min-p; then a draw from what is
 * left.
 *
 * @param temperature divides the scores; 0: the best token after the penalty, without a draw
 * @param topK only the best so many tokens, and those equal to the last of them; 0: all
 * @param topP only the best tokens that together have this probability, 1: all. Of equal tokens at
 *     the edge those with the greater ids are left (transformers does not say which)
 * @param minP only tokens at least this many times as probable as the best one; 0: all
 * @param repetitionPenalty divides the positive scores and multiplies the negative ones of tokens
 *     that occurred; 1: none
 * @param seed with a row's key and its step, what decides a draw
 */
public record Sampling(
    double temperature, int topK, double topP, double minP, double repetitionPenalty, long seed) {
  /** Always the most probable token. */
  public static final Sampling GREEDY = new Sampling(0, 0, 1, 0, 1, 0);

  /**
   * @throws UserError naming the recipe's key, if a number is out of its range
   */
  public Sampling {
    require("temperature", temperature, temperature >= 0 && finite(temperature), "from 0 up");
    require("top_k", topK, topK >= 0, "from 0 (all tokens) up");
    require("top_p", topP, topP > 0 && topP <= 1, "above 0 and at most 1");
    require("min_p", minP, minP >= 0 && minP <= 1, "from 0 to 1");
    require(
        "repetition_penalty",
        repetitionPenalty,
        repetitionPenalty > 0 && finite(repetitionPenalty),
        "above 0");
  }

  private static boolean finite(double value) {
    return Double.isFinite((float) value);
  }

  private static void require(String key, Number value, boolean holds, String expected) {
    if (!holds) {
      throw new UserError(
          ErrorCode.CONFIG,
          "decoding." + key + " is " + value,
          "it must be a number " + expected,
          "correct the recipe's key decoding." + key);
    }
  }

  /** Whether there is no draw. */
  public boolean isGreedy() {
    return (float) temperature == 0;
  }

  /** Whether tokens that occurred are treated differently. */
  public boolean hasPenalty() {
    return repetitionPenalty != 1;
  }

  /** Whether some tokens are left out of the draw. */
  boolean hasLimits() {
    return topK > 0 || topP < 1 || minP > 0;
  }

  /** These settings with another temperature. */
  public Sampling withTemperature(double value) {
    return new Sampling(value, topK, topP, minP, repetitionPenalty, seed);
  }

  /** These settings with another top-k. */
  public Sampling withTopK(int value) {
    return new Sampling(temperature, value, topP, minP, repetitionPenalty, seed);
  }

  /** These settings with another top-p. */
  public Sampling withTopP(double value) {
    return new Sampling(temperature, topK, value, minP, repetitionPenalty, seed);
  }

  /** These settings with another min-p. */
  public Sampling withMinP(double value) {
    return new Sampling(temperature, topK, topP, value, repetitionPenalty, seed);
  }

  /** These settings with another repetition penalty. */
  public Sampling withRepetitionPenalty(double value) {
    return new Sampling(temperature, topK, topP, minP, value, seed);
  }

  /** These settings with another seed. */
  public Sampling withSeed(long value) {
    return new Sampling(temperature, topK, topP, minP, repetitionPenalty, value);
  }
}
