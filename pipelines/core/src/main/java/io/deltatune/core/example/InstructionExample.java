package io.deltatune.core.example;

import io.deltatune.core.hash.ContentHash;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A conversation whose last turn is the answer to learn.
 *
 * @param id SHA-256 over the normalised messages, in hexadecimal
 * @param source the name of the dataset it came from
 * @param group what must not be divided between splits (a fact, a prompt, a conversation)
 * @param conversation the turns, the last one the model's
 */
public record InstructionExample(String id, String source, String group, Conversation conversation)
    implements Example {
  /**
   * @throws IllegalArgumentException if the last turn is not a non-empty answer
   */
  public InstructionExample {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(group, "group");
    if (!conversation.isAnswered() || conversation.last().content().isBlank()) {
      throw new IllegalArgumentException("the last turn must be a non-empty answer of the model");
    }
  }

  /** An example with the id of its content. */
  public static InstructionExample of(String source, String group, Conversation conversation) {
    return new InstructionExample(
        ContentHash.ofConversation(conversation), source, group, conversation);
  }

  /** The answer to learn. */
  public String answer() {
    return conversation.last().content();
  }

  /** The turns up to the answer, the last one the user's. */
  public Conversation prompt() {
    return conversation.prompt();
  }

  @Override
  public List<Message> promptTurns() {
    return prompt().messages();
  }

  @Override
  public List<String> answers() {
    return List.of(answer());
  }

  @Override
  public InstructionExample withGroup(String newGroup) {
    return new InstructionExample(id, source, newGroup, conversation);
  }

  @Override
  public InstructionExample withTexts(UnaryOperator<String> change) {
    return of(source, group, conversation.withTexts(change));
  }
}
