package io.deltatune.core.normalise;

import io.deltatune.core.example.Example;
import io.deltatune.core.example.Message;
import java.io.Serializable;

/**
 * Limits of an example, in characters (UTF-16 units) of normalised text.
 *
 * @param maxCharacters the most that all its texts may have together
 * @param minAnswerCharacters the fewest that an answer may have
 */
public record Limits(int maxCharacters, int minAnswerCharacters) implements Serializable {
  /** No limits. */
  public static final Limits NONE = new Limits(Integer.MAX_VALUE, 0);

  /** The example, or the reason why it is outside of the limits. */
  public Result<Example> check(Example example) {
    long characters =
        example.promptTurns().stream().map(Message::content).mapToLong(String::length).sum();
    for (String answer : example.answers()) {
      characters += answer.length();
      if (answer.length() < minAnswerCharacters) {
        return new Result.Rejected<>(
            RejectionReason.ANSWER_TOO_SHORT,
            "an answer has " + answer.length() + " characters; at least " + minAnswerCharacters);
      }
    }
    if (characters > maxCharacters) {
      return new Result.Rejected<>(
          RejectionReason.TOO_LONG, characters + " characters; at most " + maxCharacters);
    }
    return new Result.Accepted<>(example);
  }
}
