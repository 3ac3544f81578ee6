package io.deltatune.core.example;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Turns in order: at most one system message, which stands first; then user and model alternate,
 * beginning with the user.
 */
public record Conversation(List<Message> messages) {
  /**
   * @throws IllegalArgumentException if there is no user turn or the turns do not alternate
   */
  public Conversation {
    messages = List.copyOf(messages);
    int first = !messages.isEmpty() && messages.get(0).role() == Role.SYSTEM ? 1 : 0;
    if (messages.size() == first) {
      throw new IllegalArgumentException("a conversation needs at least one user turn");
    }
    for (int i = first; i < messages.size(); i++) {
      Role expected = (i - first) % 2 == 0 ? Role.USER : Role.MODEL;
      if (messages.get(i).role() != expected) {
        throw new IllegalArgumentException(
            "turn "
                + i
                + " is of the role "
                + messages.get(i).role().label()
                + " where "
                + expected.label()
                + " is due");
      }
    }
  }

  /** Whether the last turn is the model's. */
  public boolean isAnswered() {
    return last().role() == Role.MODEL;
  }

  /** The last turn. */
  public Message last() {
    return messages.get(messages.size() - 1);
  }

  /**
   * The conversation up to, and without, a closing turn of the model: what is asked at generation.
   */
  public Conversation prompt() {
    return isAnswered() ? new Conversation(messages.subList(0, messages.size() - 1)) : this;
  }

  /** The conversation with every turn's text changed. */
  public Conversation withTexts(UnaryOperator<String> change) {
    return new Conversation(
        messages.stream()
            .map(turn -> new Message(turn.role(), change.apply(turn.content())))
            .toList());
  }
}
