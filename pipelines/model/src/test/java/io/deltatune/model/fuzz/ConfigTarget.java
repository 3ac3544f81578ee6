package io.deltatune.model.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Projection;
import java.nio.file.Path;
import java.util.List;

/** {@code config.json}. */
public final class ConfigTarget implements Target {
  @Override
  public Path file() {
    return Path.of("model", "config.json");
  }

  @Override
  public List<String> seeds() {
    return List.of(
        """
        {"architectures":["Gemma3ForCausalLM"],"model_type":"gemma3_text","vocab_size":300,
        "hidden_size":32,"intermediate_size":64,"num_hidden_layers":3,"num_attention_heads":4,
        "num_key_value_heads":2,"head_dim":8,"query_pre_attn_scalar":12,"sliding_window":16,
        "max_position_embeddings":128,"rms_norm_eps":1e-06,"rope_theta":1000000.0,
        "rope_local_base_freq":10000,"rope_scaling":{"rope_type":"linear","factor":8.0},
        "sliding_window_pattern":2,"tie_word_embeddings":false,"torch_dtype":"bfloat16"}
        """,
        """
        {"model_type":"gemma3_text","num_hidden_layers":2,"hidden_size":32,"rope_parameters":
        {"full_attention":{"rope_theta":1e6,"rope_type":"linear","factor":8.0},
        "sliding_attention":{"rope_theta":1e4,"rope_type":"default"}},
        "layer_types":["sliding_attention","full_attention"],"attention_bias":false,
        "final_logit_softcapping":null,"hidden_activation":"gelu_pytorch_tanh","dtype":"float32"}
        """,
        """
        {"architectures":["Gemma3ForConditionalGeneration"],"model_type":"gemma3",
        "text_config":{"model_type":"gemma3_text","hidden_size":2560,"num_hidden_layers":34,
        "sliding_window":1024},"vision_config":{"hidden_size":1152},"tie_word_embeddings":true}
        """);
  }

  @Override
  public List<String> words() {
    return List.of(
        "model_type",
        "gemma3_text",
        "gemma3",
        "text_config",
        "hidden_size",
        "num_hidden_layers",
        "num_attention_heads",
        "num_key_value_heads",
        "head_dim",
        "sliding_window",
        "vocab_size",
        "sliding_window_pattern",
        "_sliding_window_pattern",
        "layer_types",
        "full_attention",
        "sliding_attention",
        "rope_parameters",
        "rope_scaling",
        "rope_theta",
        "rope_type",
        "type",
        "linear",
        "default",
        "yarn",
        "factor",
        "partial_rotary_factor",
        "quantization_config",
        "tie_word_embeddings",
        "hidden_act",
        "hidden_activation",
        "attention_bias",
        "initializer_range",
        "rms_norm_eps",
        "max_position_embeddings",
        "architectures");
  }

  @Override
  public void read(byte[] file) {
    Gemma3Config config = Gemma3Config.parse(file(), file);
    assertEquals(config.layers(), config.slidingLayers().size());
    assertTrue(config.parameters() > 0, "the number of parameters overflows");
    for (Projection projection : Projection.values()) {
      assertTrue(projection.inputs(config) > 0 && projection.outputs(config) > 0);
    }
    assertTrue(config.globalRope().theta() >= 1 && config.globalRope().factor() > 0);
    assertTrue(config.localRope().theta() >= 1 && config.localRope().factor() > 0);
  }
}
