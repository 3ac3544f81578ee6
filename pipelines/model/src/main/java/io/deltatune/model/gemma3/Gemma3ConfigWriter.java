package io.deltatune.model.gemma3;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.model.file.JsonFiles;
import io.deltatune.model.gemma3.Gemma3Config.Rope;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** A text model's {@code config.json}, with the keys of transformers 4.5x and of 5. */
final class Gemma3ConfigWriter {
  private Gemma3ConfigWriter() {}

  static ObjectNode json(Gemma3Config config, String dtype) {
    ObjectNode root = JsonFiles.object();
    root.putArray("architectures").add("Gemma3ForCausalLM");
    root.put("attention_bias", false);
    root.put("attention_dropout", 0.0);
    root.put("bos_token_id", 2);
    root.put("dtype", dtype);
    root.put("eos_token_id", 1);
    root.put("head_dim", config.headDimension());
    root.put("hidden_activation", Gemma3ConfigFile.ACTIVATION);
    root.put("hidden_size", config.hiddenSize());
    root.put("initializer_range", config.initializerRange());
    root.put("intermediate_size", config.intermediateSize());
    ArrayNode types = root.putArray("layer_types");
    config
        .slidingLayers()
        .forEach(sliding -> types.add(sliding ? Gemma3ConfigFile.SLIDING : Gemma3ConfigFile.FULL));
    root.put("max_position_embeddings", config.maximumPositions());
    root.put("model_type", Gemma3ConfigFile.TEXT);
    root.put("num_attention_heads", config.heads());
    root.put("num_hidden_layers", config.layers());
    root.put("num_key_value_heads", config.keyValueHeads());
    root.put("pad_token_id", 0);
    root.put("query_pre_attn_scalar", config.queryPreAttentionScalar());
    root.put("rms_norm_eps", config.epsilon());
    root.put("rope_local_base_freq", config.localRope().theta());
    ObjectNode ropes = root.putObject("rope_parameters");
    putRope(ropes.putObject(Gemma3ConfigFile.FULL), config.globalRope());
    putRope(ropes.putObject(Gemma3ConfigFile.SLIDING), config.localRope());
    root.put("rope_theta", config.globalRope().theta());
    if (config.globalRope().factor() != 1) {
      root.putObject("rope_scaling")
          .put("rope_type", "linear")
          .put("factor", config.globalRope().factor());
    }
    root.put("sliding_window", config.slidingWindow());
    pattern(config.slidingLayers()).ifPresent(every -> root.put("sliding_window_pattern", every));
    root.put("tie_word_embeddings", config.tiedHead());
    root.put("torch_dtype", dtype);
    root.put("use_bidirectional_attention", false);
    root.put("use_cache", true);
    root.put("vocab_size", config.vocabularySize());
    return root;
  }

  /** Every how many layers one is full, as transformers before 4.53 wants to know it. */
  private static OptionalInt pattern(List<Boolean> slidingLayers) {
    int every = slidingLayers.indexOf(false) + 1;
    boolean regular =
        every > 0
            && IntStream.range(0, slidingLayers.size())
                .allMatch(layer -> slidingLayers.get(layer) == ((layer + 1) % every != 0));
    return regular ? OptionalInt.of(every) : OptionalInt.empty();
  }

  private static void putRope(ObjectNode node, Rope rope) {
    if (rope.factor() != 1) {
      node.put("factor", rope.factor());
    }
    node.put("rope_theta", rope.theta());
    node.put("rope_type", rope.factor() == 1 ? "default" : "linear");
  }
}
