package io.deltatune.data.row;

import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import java.util.List;

/** One turn inside a row. */
public record MessageColumns(String role, String content) {
  /** The turns of a conversation. */
  public static List<MessageColumns> of(List<Message> turns) {
    return turns.stream()
        .map(message -> new MessageColumns(message.role().label(), message.content()))
        .toList();
  }

  static List<Message> toMessages(List<MessageColumns> turns) {
    return turns.stream()
        .map(turn -> new Message(Role.ofLabel(turn.role()), turn.content()))
        .toList();
  }
}
