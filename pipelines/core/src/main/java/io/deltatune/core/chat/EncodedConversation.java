package io.deltatune.core.chat;

/**
 * A conversation in the chat template, as token ids.
 *
 * @param tokens the ids, {@code <bos>} first
 * @param labelled for each token whether it belongs to an answer (its content and its {@code
 *     <end_of_turn>\n}), which is what a loss on answers only counts
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; millions of tokens are not boxed
public record EncodedConversation(int[] tokens, boolean[] labelled) {
  /**
   * @throws IllegalArgumentException if the two differ in length
   */
  public EncodedConversation {
    if (tokens.length != labelled.length) {
      throw new IllegalArgumentException(
          tokens.length + " tokens but " + labelled.length + " label flags");
    }
  }

  /** The number of tokens. */
  public int length() {
    return tokens.length;
  }
}
