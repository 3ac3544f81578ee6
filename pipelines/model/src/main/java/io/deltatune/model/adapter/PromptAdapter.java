package io.deltatune.model.adapter;

import io.deltatune.model.gemma3.Gemma3Model;

/**
 * A prompt of virtual tokens (arXiv 2104.08691).
 *
 * @param virtualTokens their number
 * @param embeddings what goes into the first layer for them, {@code [virtual tokens, hidden]} in
 *     row-major order
 * @param baseModel name or path of the base model, for people; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; numbers are not boxed
public record PromptAdapter(int virtualTokens, float[] embeddings, String baseModel)
    implements PeftAdapter {
  /**
   * @throws IllegalArgumentException if the values are not those of so many tokens
   */
  public PromptAdapter {
    if (virtualTokens < 1 || embeddings.length == 0 || embeddings.length % virtualTokens != 0) {
      throw new IllegalArgumentException(
          embeddings.length + " numbers of " + virtualTokens + " virtual tokens");
    }
  }

  @Override
  public long parameters() {
    return embeddings.length;
  }

  @Override
  public void putOn(Gemma3Model model) {
    model.prompt(embeddings);
  }
}
