package io.deltatune.core.statistics;

import java.util.Locale;

/**
 * The lengths of examples in tokens, their parts apart: prompts as the template writes them,
 * answers, and both together, which is what a row of training takes. Not thread-safe.
 */
public final class TokenStatistics {
  private final LengthDistribution prompt = new LengthDistribution();
  private final LengthDistribution answer = new LengthDistribution();
  private final LengthDistribution whole = new LengthDistribution();

  /** What is measured. */
  public enum Part {
    /** From {@code <bos>} to the generation prompt. */
    PROMPT,
    /** The answer with its end of turn; the longer one of two. */
    ANSWER,
    /** Both. */
    WHOLE;

    /** Its name in tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Adds an example. */
  public void add(int promptTokens, int answerTokens) {
    prompt.add(promptTokens, 1);
    answer.add(answerTokens, 1);
    whole.add(promptTokens + answerTokens, 1);
  }

  /** Adds the examples of another one. */
  public void merge(TokenStatistics other) {
    prompt.merge(other.prompt);
    answer.merge(other.answer);
    whole.merge(other.whole);
  }

  /** The lengths of a part; rows that are added to it count here. */
  public LengthDistribution of(Part part) {
    return switch (part) {
      case PROMPT -> prompt;
      case ANSWER -> answer;
      case WHOLE -> whole;
    };
  }
}
