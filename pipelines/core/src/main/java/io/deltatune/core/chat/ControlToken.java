package io.deltatune.core.chat;

/** The control tokens that Gemma's chat template writes. */
public enum ControlToken {
  BEGINNING_OF_TEXT("<bos>"),
  START_OF_TURN("<start_of_turn>"),
  END_OF_TURN("<end_of_turn>");

  private final String text;

  ControlToken(String text) {
    this.text = text;
  }

  /** The token as the tokenizer's vocabulary writes it. */
  public String text() {
    return text;
  }
}
