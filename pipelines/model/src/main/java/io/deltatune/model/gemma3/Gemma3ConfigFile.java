package io.deltatune.model.gemma3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.JsonFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads {@code config.json} in the layouts of transformers 4.5x and 5. Whatever changes the
 * computation is either honoured or refused by name; absent keys take transformers' defaults.
 */
final class Gemma3ConfigFile {
  static final String NAME = "config.json";
  static final String SLIDING = "sliding_attention";
  static final String FULL = "full_attention";
  static final String ACTIVATION = "gelu_pytorch_tanh";
  static final String MULTIMODAL = "gemma3";
  static final String TEXT = "gemma3_text";

  /** transformers' names of the same function. */
  private static final Set<String> ACTIVATIONS =
      Set.of(ACTIVATION, "gelu_python_tanh", "gelu_new", "gelu_accurate", "gelu_fast");

  private static final Set<String> ARCHITECTURES =
      Set.of(
          "Gemma3ForCausalLM", "Gemma3ForConditionalGeneration", "Gemma3TextModel", "Gemma3Model");

  /** Keys that must be absent, null or false. */
  private static final List<String> MUST_BE_OFF =
      List.of(
          "add_cross_attention",
          "attention_bias",
          "attn_logit_softcapping",
          "compression_config",
          "final_logit_softcapping",
          "is_encoder_decoder",
          "mlp_bias",
          "pruned_heads",
          "use_bidirectional_attention");

  private final ConfigValues root;
  private final ConfigValues text;

  private Gemma3ConfigFile(ConfigValues root, ConfigValues text) {
    this.root = root;
    this.text = text;
  }

  static Gemma3Config read(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new UserError(
          ErrorCode.MISSING_FILE,
          path + " is not there",
          "a model is a Hugging Face folder with config.json, tokenizer.json and safetensors",
          "give the folder that holds these files");
    }
    return of(path, JsonFiles.read(path));
  }

  static Gemma3Config of(Path path, ObjectNode json) {
    ConfigValues root = new ConfigValues(path, "", json);
    return new Gemma3ConfigFile(root, textPart(root)).config();
  }

  /** The object that describes the text model: the root, or {@code text_config} within it. */
  static ConfigValues textPart(ConfigValues root) {
    String type = root.text("model_type", "(none)");
    if (!type.equals(TEXT) && !type.equals(MULTIMODAL)) {
      throw new UserError(
          ErrorCode.UNSUPPORTED_MODEL,
          root.path() + ": model_type is '" + type + "'",
          "only Gemma 3 (gemma3_text, or the text part of gemma3) is supported",
          "give the folder of a Gemma 3 checkpoint");
    }
    if (type.equals(TEXT)) {
      if (root.has("text_config")) {
        throw root.unsupported("text_config", "a text model (gemma3_text) has no parts");
      }
      return root;
    }
    ConfigValues text = root.object("text_config");
    if (!text.text("model_type", TEXT).equals(TEXT)) {
      throw text.unsupported("model_type", "only gemma3_text is supported");
    }
    return text;
  }

  private Gemma3Config config() {
    refuseOtherArchitectures();
    int layers = text.count("num_hidden_layers", 26, Gemma3Config.MOST_LAYERS);
    List<Boolean> sliding = slidingLayers(layers);
    int positions = text.count("max_position_embeddings", 131_072, Integer.MAX_VALUE);
    try {
      return new Gemma3Config(
          text.count("vocab_size", 262_208, Gemma3Config.MOST_TOKENS),
          text.count("hidden_size", 2304, Gemma3Config.MOST_WIDTH),
          text.count("intermediate_size", 9216, Gemma3Config.MOST_WIDTH),
          layers,
          text.count("num_attention_heads", 8, Gemma3Config.MOST_WIDTH),
          text.count("num_key_value_heads", 4, Gemma3Config.MOST_WIDTH),
          text.count("head_dim", 256, Gemma3Config.MOST_WIDTH),
          text.count("query_pre_attn_scalar", 256, Gemma3Config.MOST_WIDTH),
          window(sliding, positions),
          positions,
          text.number("rms_norm_eps", 1e-6, Double.MIN_NORMAL, 1),
          Gemma3RopeReader.local(text),
          Gemma3RopeReader.global(text),
          sliding,
          tied(),
          text.number("initializer_range", 0.02, 0, 1e6));
    } catch (UserError e) {
      if (e.problem().startsWith(text.path().toString())) {
        throw e;
      }
      throw new UserError(e.code(), text.path() + ": " + e.problem(), e.reason(), e.remedy(), e);
    }
  }

  private void refuseOtherArchitectures() {
    JsonNode architectures = root.value("architectures");
    for (JsonNode architecture : architectures) {
      if (!ARCHITECTURES.contains(architecture.asText())) {
        throw root.unsupported(
            "architectures", JsonFiles.shown(architecture) + " is no Gemma 3 language model");
      }
    }
    for (String key : List.of("hidden_activation", "hidden_act")) {
      if (!ACTIVATIONS.contains(text.text(key, ACTIVATION))) {
        throw text.unsupported(key, "Gemma 3's feed-forward part takes " + ACTIVATION);
      }
    }
    for (String key : MUST_BE_OFF) {
      refuseUnlessOff(text, key);
      refuseUnlessOff(root, key);
    }
    refuseOtherQuantisation(root);
    refuseOtherQuantisation(text);
  }

  /** Which weights are 4-bit codes is said by the tensors beside them, not by this file. */
  private static void refuseOtherQuantisation(ConfigValues values) {
    JsonNode given = values.value("quantization_config");
    boolean fourBit =
        given.path("quant_method").asText().equals("bitsandbytes")
            && given.path("load_in_4bit").asBoolean();
    if (!fourBit) {
      refuseUnlessOff(values, "quantization_config");
    }
  }

  private static void refuseUnlessOff(ConfigValues values, String key) {
    JsonNode value = values.value(key);
    boolean empty = value.isContainerNode() && value.isEmpty();
    if (values.has(key) && !empty && !(value.isBoolean() && !value.booleanValue())) {
      throw values.unsupported(key);
    }
  }

  private List<Boolean> slidingLayers(int layers) {
    if (!text.has("layer_types")) {
      return slidingByPattern(layers);
    }
    JsonNode types = text.value("layer_types");
    if (!types.isArray()) {
      throw text.malformed("layer_types", "not a list of layer types");
    }
    if (types.size() != layers) {
      throw text.malformed("layer_types", "not one type for each of " + layers + " layers");
    }
    List<Boolean> sliding = new ArrayList<>(layers);
    for (JsonNode type : types) {
      if (!type.asText().equals(SLIDING) && !type.asText().equals(FULL)) {
        throw text.unsupported(
            "layer_types",
            "it holds " + JsonFiles.shown(type) + "; known: " + SLIDING + ", " + FULL);
      }
      sliding.add(type.asText().equals(SLIDING));
    }
    return sliding;
  }

  private List<Boolean> slidingByPattern(int layers) {
    int pattern = text.count("sliding_window_pattern", 6, Integer.MAX_VALUE);
    if (text.count("_sliding_window_pattern", pattern, Integer.MAX_VALUE) != pattern) {
      throw text.unsupported(
          "_sliding_window_pattern",
          "transformers takes the pattern from layer_types or sliding_window_pattern, here "
              + pattern);
    }
    List<Boolean> sliding = new ArrayList<>(layers);
    for (int layer = 1; layer <= layers; layer++) {
      sliding.add(layer % pattern != 0);
    }
    return sliding;
  }

  /** Without sliding layers the window may be null and means nothing. */
  private int window(List<Boolean> sliding, int positions) {
    if (text.value("sliding_window").isNull() && !sliding.contains(true)) {
      return positions;
    }
    return text.count("sliding_window", 4096, Integer.MAX_VALUE);
  }

  /**
   * The multimodal file has the key in two places, of which transformers 4 and 5 take different
   * ones.
   */
  private boolean tied() {
    String key = "tie_word_embeddings";
    if (text.has(key) && root.has(key) && text.flag(key, true) != root.flag(key, true)) {
      throw root.unsupported(
          key, "text_config." + key + " says the opposite, and both speak of the same head");
    }
    return text.has(key) ? text.flag(key, true) : root.flag(key, true);
  }
}
