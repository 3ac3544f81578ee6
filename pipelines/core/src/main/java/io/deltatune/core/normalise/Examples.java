package io.deltatune.core.normalise;

import io.deltatune.core.chat.GemmaChatTemplate;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.InstructionExample;
import io.deltatune.core.example.LabelledAnswer;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.PreferencePair;
import io.deltatune.core.example.Role;
import io.deltatune.core.hash.ContentHash;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Examples of normalised texts, or the rejection of the row. Their group is the one that the row's
 * field {@code group} names, else that of their prompt.
 */
final class Examples {
  /** The most characters that all examples of a row, or of a whole, may have together. */
  private static final long MOST_CHARACTERS = 64 << 20;

  private Examples() {}

  /**
   * To be asked before texts that several examples share are written into each of them.
   *
   * @param characters of all examples together
   */
  static void requireBounded(long characters) {
    if (characters > MOST_CHARACTERS) {
      throw new Rejection(
          RejectionReason.TOO_LARGE,
          "its examples have " + characters + " characters; at most " + MOST_CHARACTERS);
    }
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

  /** What is asked: a conversation that ends with the user. */
  static Conversation prompt(List<Message> messages) {
    Conversation prompt = conversation(messages);
    if (prompt.isAnswered()) {
      throw new Rejection(RejectionReason.BAD_TURNS, "the prompt's last turn is the model's");
    }
    return prompt;
  }

  /** A conversation that ends with the answer to learn. */
  static InstructionExample instruction(RawRecord row, List<Message> messages) {
    return instruction(row, answered(messages));
  }

  /** As above, of a prompt and its answer. */
  static InstructionExample instruction(RawRecord row, Turns prompt, String answer) {
    return instruction(row, prompt.add(Role.MODEL, answer).messages());
  }

  /** As above, of a prompt that several examples share. */
  static InstructionExample instruction(RawRecord row, Conversation prompt, String answer) {
    List<Message> messages = new ArrayList<>(prompt.messages());
    messages.add(new Message(Role.MODEL, answer));
    return instruction(row, messages);
  }

  private static InstructionExample instruction(RawRecord row, Conversation conversation) {
    return InstructionExample.of(row.source(), group(row, conversation.prompt()), conversation);
  }

  /** A conversation whose last turn is the model's. */
  static Conversation answered(List<Message> messages) {
    Conversation conversation = conversation(messages);
    if (!conversation.isAnswered()) {
      throw new Rejection(RejectionReason.BAD_TURNS, "the last turn is not the model's");
    }
    return conversation;
  }

  /** A pair whose answers have no scores. */
  static PreferencePair preference(
      RawRecord row, Conversation prompt, String chosen, String rejected) {
    return preference(
        row, prompt, chosen, rejected, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** A pair of answers. */
  static PreferencePair preference(
      RawRecord row,
      Conversation prompt,
      String chosen,
      String rejected,
      OptionalDouble chosenScore,
      OptionalDouble rejectedScore) {
    if (chosen.isBlank() || rejected.isBlank()) {
      throw new Rejection(
          RejectionReason.EMPTY_ANSWER,
          "the answer '" + (chosen.isBlank() ? "chosen" : "rejected") + "' is empty");
    }
    if (chosen.equals(rejected)) {
      throw new Rejection(
          RejectionReason.SAME_ANSWERS, "the answers 'chosen' and 'rejected' are the same");
    }
    return PreferencePair.of(row.source(), group(row, prompt), prompt, chosen, rejected)
        .withScores(chosenScore, rejectedScore);
  }

  /** An answer with its label. */
  static LabelledAnswer labelled(
      RawRecord row, Conversation prompt, String answer, boolean desirable) {
    if (answer.isBlank()) {
      throw new Rejection(RejectionReason.EMPTY_ANSWER, "the answer is empty");
    }
    return LabelledAnswer.of(row.source(), group(row, prompt), prompt, answer, desirable);
  }

  /** What must not be divided between splits: the row's own {@code group}, else its prompt. */
  static String group(RawRecord row, Conversation prompt) {
    return Fields.group(row.fields(), "group").orElseGet(() -> promptGroup(prompt));
  }

  /** The group of all examples with this prompt. */
  static String promptGroup(Conversation prompt) {
    return ContentHash.ofPrompt(GemmaChatTemplate.renderPrompt(prompt));
  }
}
