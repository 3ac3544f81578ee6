package io.deltatune.core.example;

import io.deltatune.core.hash.ContentHash;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/**
 * A prompt with a better and a worse answer.
 *
 * @param id SHA-256 over the normalised prompt, chosen and rejected, in hexadecimal
 * @param source the name of the dataset it came from
 * @param group what must not be divided between splits
 * @param prompt the turns up to the answer, the last one the user's
 * @param chosen the better answer
 * @param rejected the worse answer, different from {@code chosen}
 * @param chosenScore what a judge gave the better answer, on the dataset's own scale
 * @param rejectedScore what it gave the worse one
 */
public record PreferencePair(
    String id,
    String source,
    String group,
    Conversation prompt,
    String chosen,
    String rejected,
    OptionalDouble chosenScore,
    OptionalDouble rejectedScore)
    implements Example {
  /**
   * @throws IllegalArgumentException if an answer is empty, the two are equal, or the prompt ends
   *     with the model
   */
  public PreferencePair {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(group, "group");
    if (prompt.isAnswered()) {
      throw new IllegalArgumentException("the prompt must end with a user turn");
    }
    if (chosen.isBlank() || rejected.isBlank()) {
      throw new IllegalArgumentException("both answers must be non-empty");
    }
    if (chosen.equals(rejected)) {
      throw new IllegalArgumentException("chosen and rejected are the same");
    }
  }

  /** A pair without scores, with the id of its content. */
  public static PreferencePair of(
      String source, String group, Conversation prompt, String chosen, String rejected) {
    return new PreferencePair(
        ContentHash.ofPreferencePair(prompt, chosen, rejected),
        source,
        group,
        prompt,
        chosen,
        rejected,
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  /** The pair with the scores of its answers, which are no part of its content. */
  public PreferencePair withScores(OptionalDouble ofChosen, OptionalDouble ofRejected) {
    return new PreferencePair(id, source, group, prompt, chosen, rejected, ofChosen, ofRejected);
  }

  @Override
  public List<Message> promptTurns() {
    return prompt.messages();
  }

  @Override
  public List<String> answers() {
    return List.of(chosen, rejected);
  }

  @Override
  public PreferencePair withGroup(String newGroup) {
    return new PreferencePair(
        id, source, newGroup, prompt, chosen, rejected, chosenScore, rejectedScore);
  }

  @Override
  public PreferencePair withTexts(UnaryOperator<String> change) {
    return of(source, group, prompt.withTexts(change), change.apply(chosen), change.apply(rejected))
        .withScores(chosenScore, rejectedScore);
  }
}
