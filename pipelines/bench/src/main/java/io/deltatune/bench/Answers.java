package io.deltatune.bench;

/**
 * Greedy answers of a fixed length.
 *
 * @param tokens the new tokens of each prompt
 * @param seconds from the call to its end
 * @param firstSeconds from the call to the first new token of any prompt
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answers(int[][] tokens, double seconds, double firstSeconds) {
  /** Answers prompts; nothing ends an answer before its length. */
  public static Answers of(Generator generator, int[][] prompts, int newTokens, int rows) {
    return generator.answers(prompts, newTokens);
  }
}
