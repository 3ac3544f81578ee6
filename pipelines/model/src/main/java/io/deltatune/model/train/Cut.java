package io.deltatune.model.train;

import java.util.Arrays;
import java.util.Optional;

/**
 * How a prompt and its answer are cut to a greatest length, as TRL's {@code
 * DataCollatorForPreference} does: each prompt with its answer by itself.
 *
 * @param maximumLength tokens of prompt and answer together, at least 2
 * @param side which end stays
 */
public record Cut(int maximumLength, Side side) {
  /** Which end of a sequence stays. */
  public enum Side {
    KEEP_START,
    KEEP_END
  }

  /** Nothing is cut. */
  public static final Cut NOTHING = new Cut(Integer.MAX_VALUE, Side.KEEP_START);

  /**
   * @throws IllegalArgumentException if no token could be predicted
   */
  public Cut {
    if (maximumLength < 2) {
      throw new IllegalArgumentException("a greatest length of " + maximumLength);
    }
  }

  /**
   * A prompt and its answer after the cut.
   *
   * @param prompt may be empty
   * @param answer with a token that can be predicted
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; tokens are not boxed
  public record Sides(int[] prompt, int[] answer) {
    /** The tokens of both. */
    int length() {
      return prompt.length + answer.length;
    }

    /** The answer's tokens that have one before them. */
    int labels() {
      return prompt.length == 0 ? answer.length - 1 : answer.length;
    }
  }

  /**
   * What stays.
   *
   * @return empty if no token of the answer is left to be predicted
   */
  public Optional<Sides> apply(int[] prompt, int[] answer) {
    Sides sides = new Sides(prompt, answer);
    if (sides.length() > maximumLength) {
      int excess = sides.length() - maximumLength;
      sides = side == Side.KEEP_START ? keepStart(sides) : keepEnd(sides, excess);
    }
    return sides.labels() > 0 ? Optional.of(sides) : Optional.empty();
  }

  private Sides keepStart(Sides sides) {
    int left = Math.min(sides.prompt().length, maximumLength);
    return new Sides(
        Arrays.copyOf(sides.prompt(), left), Arrays.copyOf(sides.answer(), maximumLength - left));
  }

  private static Sides keepEnd(Sides sides, int excess) {
    int ofPrompt = Math.min(sides.prompt().length, excess);
    return new Sides(tail(sides.prompt(), ofPrompt), tail(sides.answer(), excess - ofPrompt));
  }

  private static int[] tail(int[] tokens, int from) {
    return Arrays.copyOfRange(tokens, from, tokens.length);
  }
}
