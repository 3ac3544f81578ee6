package io.deltatune.model.generate;

/** What a stream of text needs of a tokenizer. */
interface TokenText {
  /** The text of tokens, without control tokens. */
  String decode(int[] tokens);

  /**
   * Whether a token is one byte of a character that the vocabulary lacks. The text of such tokens
   * is only known when the last one of a run is there.
   */
  boolean isByte(int token);
}
