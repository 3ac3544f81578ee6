package io.deltatune.core.chat;

import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import io.deltatune.core.text.PythonText;
import java.util.ArrayList;
import java.util.List;

/**
 * The chat template of Gemma 3 (the {@code chat_template} of its tokenizer's configuration): {@code
 * <bos>}, then per turn {@code <start_of_turn>user\n} or {@code <start_of_turn>model\n}, the
 * trimmed content and {@code <end_of_turn>\n}. A system text and a blank line precede the content
 * of the first user turn, untrimmed. Trimming is Python's, see {@link PythonText}.
 *
 * <p>Answers are what a loss on answers only counts: a model turn's content and its {@code
 * <end_of_turn>\n}.
 *
 * <p>The text is the same as transformers'. The tokens are not where a text spells a control token:
 * transformers encodes the rendered text as a whole and so lets a user write turns of the model;
 * here such a spelling stays text, because only {@link ChatSegment.Control} is a control token.
 */
public final class GemmaChatTemplate {
  private static final String MODEL = "model";

  private GemmaChatTemplate() {}

  /** The whole conversation, answers labelled. */
  public static List<ChatSegment> segments(Conversation conversation) {
    ChatSegments segments = new ChatSegments();
    segments.control(ControlToken.BEGINNING_OF_TEXT, false);
    String prefix = "";
    for (Message message : conversation.messages()) {
      if (message.role() == Role.SYSTEM) {
        prefix = systemPrefix(message.content());
        continue;
      }
      boolean answer = message.role() == Role.MODEL;
      openTurn(segments, message.role().label(), prefix);
      segments.text(PythonText.strip(message.content()), answer);
      closeTurn(segments, answer);
      prefix = "";
    }
    return segments.list();
  }

  /**
   * The conversation without a closing turn of the model, followed by the generation prompt {@code
   * <start_of_turn>model\n}; nothing is labelled, not even the model's earlier turns.
   */
  public static List<ChatSegment> promptSegments(Conversation conversation) {
    List<ChatSegment> segments = new ArrayList<>();
    for (ChatSegment segment : segments(conversation.prompt())) {
      segments.add(unlabelled(segment));
    }
    ChatSegments generationPrompt = new ChatSegments();
    openAnswer(generationPrompt);
    segments.addAll(generationPrompt.list());
    return List.copyOf(segments);
  }

  /** The whole conversation as text. */
  public static String render(Conversation conversation) {
    return text(segments(conversation));
  }

  /** The conversation's prompt and the generation prompt as text. */
  public static String renderPrompt(Conversation conversation) {
    return text(promptSegments(conversation));
  }

  /** Segments as text. */
  public static String text(List<ChatSegment> segments) {
    StringBuilder text = new StringBuilder();
    segments.forEach(segment -> text.append(segment.text()));
    return text.toString();
  }

  /** What a system text puts before the content of the first turn. */
  static String systemPrefix(String content) {
    return content + "\n\n";
  }

  /** The beginning of a turn, up to its content. */
  static void openTurn(ChatSegments segments, String role, String prefix) {
    segments.control(ControlToken.START_OF_TURN, false);
    segments.text(role + "\n" + prefix, false);
  }

  /** The end of a turn. */
  static void closeTurn(ChatSegments segments, boolean answer) {
    segments.control(ControlToken.END_OF_TURN, answer);
    segments.text("\n", answer);
  }

  /** The generation prompt. */
  static void openAnswer(ChatSegments segments) {
    openTurn(segments, MODEL, "");
  }

  private static ChatSegment unlabelled(ChatSegment segment) {
    if (segment instanceof ChatSegment.Control control) {
      return new ChatSegment.Control(control.token(), false);
    }
    return new ChatSegment.Text(segment.text(), segment.text().length());
  }
}
