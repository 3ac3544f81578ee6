package io.deltatune.model.gemma3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.AtomicFiles;
import io.deltatune.model.gemma3.Gemma3Config.Rope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads and writes {@code config.json} in the layouts of transformers 4.5x and 5. */
final class Gemma3ConfigFile {
  static final String NAME = "config.json";
  private static final Set<String> MODEL_TYPES = Set.of("gemma3_text", "gemma3");
  private static final String SLIDING = "sliding_attention";
  private static final String FULL = "full_attention";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path path;
  private final JsonNode text;

  private Gemma3ConfigFile(Path path, JsonNode text) {
    this.path = path;
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
    JsonNode root = parse(path);
    String type = root.path("model_type").asText("(none)");
    if (!MODEL_TYPES.contains(type)) {
      throw new UserError(
          ErrorCode.UNSUPPORTED_MODEL,
          path + ": model_type is '" + type + "'",
          "only Gemma 3 (gemma3_text, or the text part of gemma3) is supported",
          "give the folder of a Gemma 3 checkpoint");
    }
    JsonNode text = root.has("text_config") ? root.get("text_config") : root;
    return new Gemma3ConfigFile(path, text).config();
  }

  private static JsonNode parse(Path path) {
    try {
      JsonNode root = MAPPER.readTree(path.toFile());
      if (root == null || !root.isObject()) {
        throw malformed(path, "it is not a JSON object", null);
      }
      return root;
    } catch (JsonProcessingException e) {
      throw malformed(path, e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          path + " cannot be read",
          String.valueOf(e.getMessage()),
          "check the file's permissions",
          e);
    }
  }

  private Gemma3Config config() {
    refuseUnlessDefault();
    int layers = integer("num_hidden_layers", 26);
    return new Gemma3Config(
        integer("vocab_size", 262_208),
        integer("hidden_size", 2304),
        integer("intermediate_size", 9216),
        layers,
        integer("num_attention_heads", 8),
        integer("num_key_value_heads", 4),
        integer("head_dim", 256),
        integer("query_pre_attn_scalar", 256),
        integer("sliding_window", 4096),
        integer("max_position_embeddings", 131_072),
        number("rms_norm_eps", 1e-6),
        rope(SLIDING, "rope_local_base_freq", 10_000, false),
        rope(FULL, "rope_theta", 1_000_000, true),
        slidingLayers(layers),
        text.path("tie_word_embeddings").asBoolean(true),
        number("initializer_range", 0.02));
  }

  private void refuseUnlessDefault() {
    String activation = text.path("hidden_activation").asText("gelu_pytorch_tanh");
    if (!activation.equals("gelu_pytorch_tanh")) {
      throw unsupported("hidden_activation is '" + activation + "'");
    }
    for (String key : List.of("attention_bias", "use_bidirectional_attention")) {
      if (text.path(key).asBoolean(false)) {
        throw unsupported(key + " is true");
      }
    }
    for (String key : List.of("attn_logit_softcapping", "final_logit_softcapping")) {
      if (text.hasNonNull(key)) {
        throw unsupported(key + " is " + text.get(key));
      }
    }
  }

  private List<Boolean> slidingLayers(int layers) {
    List<Boolean> sliding = new ArrayList<>();
    if (text.hasNonNull("layer_types")) {
      for (JsonNode type : text.get("layer_types")) {
        if (!type.asText().equals(SLIDING) && !type.asText().equals(FULL)) {
          throw unsupported("layer_types holds '" + type.asText() + "'");
        }
        sliding.add(type.asText().equals(SLIDING));
      }
      return sliding;
    }
    int pattern = integer("sliding_window_pattern", integer("_sliding_window_pattern", 6));
    for (int i = 0; i < layers; i++) {
      sliding.add((i + 1) % pattern != 0);
    }
    return sliding;
  }

  private Rope rope(String kind, String oldKey, double theta, boolean scaled) {
    JsonNode parameters = text.path("rope_parameters").path(kind);
    if (parameters.isObject()) {
      return new Rope(parameters.path("rope_theta").asDouble(theta), factor(parameters));
    }
    return new Rope(number(oldKey, theta), scaled ? factor(text.path("rope_scaling")) : 1);
  }

  private double factor(JsonNode rope) {
    String type = rope.path("rope_type").asText(rope.path("type").asText("default"));
    return switch (type) {
      case "default" -> 1;
      case "linear" -> rope.path("factor").asDouble(1);
      default -> throw unsupported("rope_type is '" + type + "'");
    };
  }

  private int integer(String key, int otherwise) {
    JsonNode value = text.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isInt()) {
      throw malformed(path, key + " is " + value + ", not a whole number", null);
    }
    return value.asInt();
  }

  private double number(String key, double otherwise) {
    JsonNode value = text.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isNumber()) {
      throw malformed(path, key + " is " + value + ", not a number", null);
    }
    return value.asDouble();
  }

  private UserError unsupported(String problem) {
    return new UserError(
        ErrorCode.UNSUPPORTED_MODEL,
        path + ": " + problem,
        "no published Gemma 3 text model is built so",
        "give the folder of a Gemma 3 checkpoint");
  }

  private static UserError malformed(Path path, String cause, Throwable origin) {
    return new UserError(
        ErrorCode.MALFORMED_FILE,
        path + " is not a usable config.json",
        cause,
        "take the file from the model's publisher again",
        origin);
  }

  static void write(Gemma3Config config, Path path, String dtype) {
    ObjectNode root = MAPPER.createObjectNode();
    root.putArray("architectures").add("Gemma3ForCausalLM");
    root.put("attention_bias", false);
    root.put("attention_dropout", 0.0);
    root.put("bos_token_id", 2);
    root.put("dtype", dtype);
    root.put("eos_token_id", 1);
    root.put("head_dim", config.headDimension());
    root.put("hidden_activation", "gelu_pytorch_tanh");
    root.put("hidden_size", config.hiddenSize());
    root.put("initializer_range", config.initializerRange());
    root.put("intermediate_size", config.intermediateSize());
    ArrayNode types = root.putArray("layer_types");
    config.slidingLayers().forEach(sliding -> types.add(sliding ? SLIDING : FULL));
    root.put("max_position_embeddings", config.maximumPositions());
    root.put("model_type", "gemma3_text");
    root.put("num_attention_heads", config.heads());
    root.put("num_hidden_layers", config.layers());
    root.put("num_key_value_heads", config.keyValueHeads());
    root.put("pad_token_id", 0);
    root.put("query_pre_attn_scalar", config.queryPreAttentionScalar());
    root.put("rms_norm_eps", config.epsilon());
    root.put("rope_local_base_freq", config.localRope().theta());
    ObjectNode ropes = root.putObject("rope_parameters");
    putRope(ropes.putObject(FULL), config.globalRope());
    putRope(ropes.putObject(SLIDING), config.localRope());
    root.put("rope_theta", config.globalRope().theta());
    if (config.globalRope().factor() != 1) {
      root.putObject("rope_scaling")
          .put("rope_type", "linear")
          .put("factor", config.globalRope().factor());
    }
    root.put("sliding_window", config.slidingWindow());
    root.put("tie_word_embeddings", config.tiedHead());
    root.put("torch_dtype", dtype);
    root.put("use_bidirectional_attention", false);
    root.put("use_cache", true);
    root.put("vocab_size", config.vocabularySize());
    try {
      AtomicFiles.writeText(
          path, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void putRope(ObjectNode node, Rope rope) {
    if (rope.factor() != 1) {
      node.put("factor", rope.factor());
    }
    node.put("rope_theta", rope.theta());
    node.put("rope_type", rope.factor() == 1 ? "default" : "linear");
  }
}
