package io.deltatune.core.normalise;

import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.InstructionExample;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.PreferencePair;
import io.deltatune.core.example.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Examples of normalised texts, or the rejection of the row. */
final class Examples {
  private Examples() {}

  /** A conversation of one turn, with a system text where there is one. */
  static Conversation prompt(Optional<String> system, String user) {
    List<Message> messages = new ArrayList<>();
    system.ifPresent(text -> messages.add(new Message(Role.SYSTEM, text)));
    messages.add(new Message(Role.USER, user));
    return conversation(messages);
  }

  /** A conversation whose turns are in order and say something. */
  static Conversation conversation(List<Message> messages) {
    for (Message message : messages) {
      if (message.content().isBlank()) {
        throw message.role() == Role.MODEL
            ? new Rejection(RejectionReason.EMPTY_ANSWER, "a turn of the model is empty")
            : new Rejection(RejectionReason.EMPTY_PROMPT, "a turn of the user is empty");
      }
    }
    try {
      return new Conversation(messages);
    } catch (IllegalArgumentException e) {
      throw new Rejection(RejectionReason.BAD_TURNS, e.getMessage());
    }
  }

  static InstructionExample instruction(RawRecord row, Conversation conversation) {
    if (!conversation.isAnswered()) {
      throw new Rejection(RejectionReason.BAD_TURNS, "the last turn is not the model's");
    }
    return InstructionExample.of(
        row.source(), Fields.group(row, conversation.prompt()), conversation);
  }

  static PreferencePair preference(
      RawRecord row, Conversation prompt, String chosen, String rejected) {
    if (chosen.isBlank() || rejected.isBlank()) {
      throw new Rejection(
          RejectionReason.EMPTY_ANSWER,
          "the field '" + (chosen.isBlank() ? "chosen" : "rejected") + "' is empty");
    }
    if (chosen.equals(rejected)) {
      throw new Rejection(
          RejectionReason.SAME_ANSWERS, "the fields 'chosen' and 'rejected' are the same");
    }
    return PreferencePair.of(row.source(), Fields.group(row, prompt), prompt, chosen, rejected);
  }
}
