package io.deltatune.model.tokenizer;

import io.deltatune.core.chat.EncodedConversation;
import java.util.Arrays;

/** Token ids and their labels, as they come. */
final class EncodingBuilder {
  private int[] tokens = new int[64];
  private boolean[] labelled = new boolean[64];
  private int length;

  void add(int token, boolean isLabelled) {
    if (length == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * length);
      labelled = Arrays.copyOf(labelled, 2 * length);
    }
    tokens[length] = token;
    labelled[length] = isLabelled;
    length++;
  }

  EncodedConversation build() {
    return new EncodedConversation(Arrays.copyOf(tokens, length), Arrays.copyOf(labelled, length));
  }
}
