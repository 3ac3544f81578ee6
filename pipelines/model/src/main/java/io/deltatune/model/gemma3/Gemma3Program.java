package io.deltatune.model.gemma3;

import io.deltatune.model.engine.Program;

/** The engine's text for a model of a given shape. */
final class Gemma3Program {
  private Gemma3Program() {}

  static Program of(Gemma3Config config) {
    return new Program()
        .constant("heads", config.heads())
        .constant("key_value_heads", config.keyValueHeads())
        .constant("head_dim", config.headDimension())
        .constant("window", config.slidingWindow())
        .constant("epsilon", config.epsilon())
        .constant("attention_scale", Math.pow(config.queryPreAttentionScalar(), -0.5))
        .constant("embedding_scale", Math.sqrt(config.hiddenSize()))
        .include("norm.torchscript")
        .include("product.torchscript")
        .include("adapter.torchscript")
        .include("gemma3.torchscript")
        .include("generation.torchscript")
        .include("scores.torchscript")
        .include("logits.torchscript")
        .include("sampling.torchscript")
        .include("head.torchscript")
        .include("training.torchscript")
        .include("optimiser.torchscript")
        .include("memory.torchscript");
  }
}
