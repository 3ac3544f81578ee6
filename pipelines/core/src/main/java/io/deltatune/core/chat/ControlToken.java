package io.deltatune.core.chat;

/** The control tokens that Gemma's chat template writes. */
public enum ControlToken {
  BEGINNING_OF_TEXT("<bos>"),
  START_OF_TURN("<start_of_turn>"),
  END_OF_TURN("<end_of_turn>"),
  /** Stands for an image among the parts of a content; a text model's vocabulary may lack it. */
  START_OF_IMAGE("<start_of_image>");

  private final String text;

  ControlToken(String text) {
    this.text = text;
  }

  /** The token as the tokenizer's vocabulary writes it. */
  public String text() {
    return text;
  }
}
