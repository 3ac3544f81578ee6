package io.deltatune.core.chat;

import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.PlainText;
import io.deltatune.core.text.PythonText;
import java.util.List;

/**
 * Counts the tokens that training sees: those of texts in Gemma's chat template, control tokens
 * included. As the template's texts between two control tokens are encoded one by one, the sums are
 * the lengths that a {@link ConversationEncoder} gives.
 */
public final class ChatTokens {
  private static final String ANSWER_BEGINS = "model\n";
  private static final String TURN_ENDS = "\n";

  private final TokenCounter counter;
  private final int answerBegins;
  private final int turnEnds;

  /** Counts in the tokens of a counter. */
  public ChatTokens(TokenCounter counter) {
    this.counter = counter;
    this.answerBegins = counter.count(ANSWER_BEGINS);
    this.turnEnds = counter.count(TURN_ENDS);
  }

  /**
   * The tokens of a prompt, from {@code <bos>} to the generation prompt {@code
   * <start_of_turn>model\n}.
   *
   * @param turns without a closing turn of the model; none have no tokens
   * @throws IllegalArgumentException if they are no conversation
   */
  public int prompt(List<Message> turns) {
    if (turns.isEmpty()) {
      return 0;
    }
    int tokens = 0;
    for (ChatSegment segment : GemmaChatTemplate.promptSegments(new Conversation(turns))) {
      tokens += segment instanceof ChatSegment.Control ? 1 : texts(segment.text());
    }
    return tokens;
  }

  /** The tokens of an answer behind a prompt: its content and {@code <end_of_turn>\n}. */
  public int answer(String answer) {
    int behindTheOpening = counter.count(ANSWER_BEGINS + PythonText.strip(answer)) - answerBegins;
    return behindTheOpening + 1 + turnEnds;
  }

  /** The tokens of a plain text, without {@code <bos>}. */
  public int text(String text) {
    return counter.count(text);
  }

  /** The tokens of an example's prompt; a plain text has none. */
  public int prompt(Example example) {
    return prompt(example.promptTurns());
  }

  /** The tokens of what is learnt of an example: of a pair the longer answer; a plain text. */
  public int answer(Example example) {
    return example instanceof PlainText plain
        ? text(plain.text())
        : example.answers().stream().mapToInt(this::answer).max().orElse(0);
  }

  private int texts(String text) {
    if (text.equals(ANSWER_BEGINS)) {
      return answerBegins;
    }
    return text.equals(TURN_ENDS) ? turnEnds : counter.count(text);
  }
}
