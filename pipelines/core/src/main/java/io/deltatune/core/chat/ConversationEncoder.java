package io.deltatune.core.chat;

import io.deltatune.core.example.Conversation;

/**
 * Renders conversations by a model's chat template into token ids; text never becomes a control
 * token.
 */
public interface ConversationEncoder {
  /** The whole conversation, answers labelled. */
  EncodedConversation encode(Conversation conversation);

  /**
   * The conversation's prompt followed by the template's generation prompt; nothing is labelled.
   */
  EncodedConversation encodePrompt(Conversation prompt);
}
