package io.deltatune.core.chat;

/** Messages that the chat template refuses; the message says why, for the row that holds them. */
public final class ChatTemplateException extends Exception {
  private static final long serialVersionUID = 1L;

  public ChatTemplateException(String message) {
    super(message);
  }
}
