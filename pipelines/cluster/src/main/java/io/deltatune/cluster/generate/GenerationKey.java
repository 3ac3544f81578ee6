package io.deltatune.cluster.generate;

import io.deltatune.core.chat.GemmaChatTemplate;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.hash.ContentHash;
import java.io.Serializable;

/**
 * What an answer depends on beside its prompt.
 *
 * @param name the output name of the job
 * @param model content hash of the base model
 * @param adapter content hash of the adapter; null without one
 * @param decoding the decoding settings as JSON, keys sorted
 */
record GenerationKey(String name, String model, String adapter, String decoding)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The name of the only chat template. */
  static final String TEMPLATE = "gemma";

  /** The id of the answer to a prompt. */
  String id(Conversation prompt) {
    ContentHash hash = ContentHash.of("generation").field(model);
    return hash.field(adapter == null ? "" : adapter)
        .field(ContentHash.ofPrompt(GemmaChatTemplate.renderPrompt(prompt)))
        .field(TEMPLATE)
        .field(decoding)
        .hex();
  }
}
