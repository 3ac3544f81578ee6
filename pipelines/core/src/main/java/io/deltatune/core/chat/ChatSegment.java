package io.deltatune.core.chat;

/** A piece of a rendered conversation: a control token, or text to be encoded as one string. */
public sealed interface ChatSegment {
  /** The text that the chat template writes here. */
  String text();

  /**
   * A control token.
   *
   * @param labelled whether it belongs to an answer
   */
  record Control(ControlToken token, boolean labelled) implements ChatSegment {
    @Override
    public String text() {
      return token.text();
    }
  }

  /**
   * Everything between two control tokens. It is encoded as one string, in which the spelling of a
   * control token is plain text.
   *
   * @param text the text, never empty
   * @param labelledFrom the index of the first character that belongs to an answer, {@code
   *     text.length()} where none does; a token is labelled if its first character is at this index
   *     or behind it
   */
  record Text(String text, int labelledFrom) implements ChatSegment {
    /**
     * @throws IllegalArgumentException if the text is empty or the index lies outside of it
     */
    public Text {
      if (text.isEmpty() || labelledFrom < 0 || labelledFrom > text.length()) {
        throw new IllegalArgumentException(
            "label index " + labelledFrom + " in a text of " + text.length() + " characters");
      }
    }

    /** Whether all of it belongs to an answer. */
    public boolean isLabelled() {
      return labelledFrom == 0;
    }

    /** Whether nothing of it belongs to an answer. */
    public boolean isUnlabelled() {
      return labelledFrom == text.length();
    }
  }
}
