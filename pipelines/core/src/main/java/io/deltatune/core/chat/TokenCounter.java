package io.deltatune.core.chat;

/** Counts tokens as a model would see them; implemented by the model's tokenizer. */
public interface TokenCounter {
  /** The number of tokens of a plain text, in which no control token is recognised. */
  int count(String text);
}
