package io.deltatune.core.example;

import io.deltatune.core.hash.ContentHash;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A prompt with one answer and a verdict on it, as KTO learns from.
 *
 * @param id SHA-256 over the normalised messages and the verdict, in hexadecimal
 * @param source the name of the dataset it came from
 * @param group what must not be divided between splits
 * @param prompt the turns up to the answer, the last one the user's
 * @param answer the answer that was judged
 * @param desirable whether it was found good
 */
public record LabelledAnswer(
    String id, String source, String group, Conversation prompt, String answer, boolean desirable)
    implements Example {
  /**
   * @throws IllegalArgumentException if the answer is empty or the prompt ends with the model
   */
  public LabelledAnswer {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(group, "group");
    if (prompt.isAnswered()) {
      throw new IllegalArgumentException("the prompt must end with a user turn");
    }
    if (answer.isBlank()) {
      throw new IllegalArgumentException("the answer must be non-empty");
    }
  }

  /** A labelled answer with the id of its content. */
  public static LabelledAnswer of(
      String source, String group, Conversation prompt, String answer, boolean desirable) {
    return new LabelledAnswer(
        ContentHash.ofLabelledAnswer(prompt, answer, desirable),
        source,
        group,
        prompt,
        answer,
        desirable);
  }

  @Override
  public List<Message> promptTurns() {
    return prompt.messages();
  }

  @Override
  public List<String> answers() {
    return List.of(answer);
  }

  @Override
  public LabelledAnswer withGroup(String newGroup) {
    return new LabelledAnswer(id, source, newGroup, prompt, answer, desirable);
  }

  @Override
  public LabelledAnswer withTexts(UnaryOperator<String> change) {
    return of(source, group, prompt.withTexts(change), change.apply(answer), desirable);
  }
}
