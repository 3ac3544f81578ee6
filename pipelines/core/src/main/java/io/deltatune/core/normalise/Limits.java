package io.deltatune.core.normalise;

import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.InstructionExample;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.PreferencePair;
import java.io.Serializable;
import java.util.List;

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
    List<String> answers =
        example instanceof PreferencePair pair
            ? List.of(pair.chosen(), pair.rejected())
            : List.of(((InstructionExample) example).answer());
    long characters = characters(example.prompt());
    for (String answer : answers) {
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

  private static long characters(Conversation conversation) {
    return conversation.messages().stream().map(Message::content).mapToLong(String::length).sum();
  }
}
