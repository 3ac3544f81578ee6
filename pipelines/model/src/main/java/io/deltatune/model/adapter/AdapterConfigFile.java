package io.deltatune.model.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.JsonFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads and writes {@code adapter_config.json} (peft, {@code tuners/lora/config.py}). */
final class AdapterConfigFile {
  static final String NAME = "adapter_config.json";

  /** Keys that change what the matrices mean; anything but absent, null, false or empty. */
  private static final List<String> REFUSED =
      List.of(
          "use_qalora",
          "use_bdlora",
          "fan_in_fan_out",
          "lora_bias",
          "modules_to_save",
          "layer_replication",
          "layers_pattern",
          "target_parameters",
          "trainable_token_indices",
          "alora_invocation_tokens",
          "arrow_config",
          "kasa_config",
          "monteclora_config",
          "velora_config");

  /** Initialisations that leave the base's weights as they are. */
  private static final Set<String> PLAIN_INITIALISATIONS =
      Set.of("true", "false", "gaussian", "eva", "orthogonal");

  private static final String LAYERS = "layers_to_transform";
  private static final String RANKS = "rank_pattern";
  private static final String ALPHAS = "alpha_pattern";
  private static final String NAMES = "[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*";

  /** What stands before a layer's path in the multimodal class. */
  private static final String OF_MULTIMODAL_CLASS = "^(model\\.)?language_model\\.(model\\.)?";

  private final Path path;
  private final ObjectNode config;

  private AdapterConfigFile(Path path, ObjectNode config) {
    this.path = path;
    this.config = config;
  }

  /**
   * Reads the configuration of a LoRA adapter; its targets are empty where the file gives them as a
   * regular expression.
   *
   * @throws UserError if the file is missing or malformed, or its adapter is of another kind
   */
  static AdapterConfig read(Path path) {
    return new AdapterConfigFile(path, JsonFiles.read(path)).checked();
  }

  static void write(Path path, AdapterConfig adapter) {
    ObjectNode config = JsonFiles.object();
    config.put("peft_type", "LORA");
    config.put("task_type", "CAUSAL_LM");
    config.put(
        "base_model_name_or_path", adapter.baseModel().isEmpty() ? null : adapter.baseModel());
    config.put("inference_mode", true);
    config.put("r", adapter.rank());
    put(config, "lora_alpha", adapter.alpha());
    config.put("lora_dropout", adapter.dropout());
    config.put("use_rslora", adapter.rankStabilised());
    config.put("use_dora", adapter.shape().magnitudes());
    config.put("bias", "none");
    config.put("fan_in_fan_out", false);
    config.put("init_lora_weights", true);
    config.putNull("modules_to_save");
    if (adapter.shape().layers().isEmpty()) {
      config.putNull(LAYERS);
    } else {
      ArrayNode layers = config.putArray(LAYERS);
      adapter.shape().layers().forEach(layers::add);
    }
    ObjectNode ranks = config.putObject(RANKS);
    adapter.shape().ranks().forEach(ranks::put);
    ObjectNode alphas = config.putObject(ALPHAS);
    adapter.shape().alphas().forEach((name, alpha) -> put(alphas, name, alpha));
    ArrayNode targets = config.putArray("target_modules");
    adapter.targets().forEach(targets::add);
    JsonFiles.write(path, config);
  }

  /** Whole numbers are written as such, as PEFT's users do. */
  private static void put(ObjectNode into, String key, double number) {
    if (number == Math.rint(number)) {
      into.put(key, (long) number);
    } else {
      into.put(key, number);
    }
  }

  private AdapterConfig checked() {
    String type = config.path("peft_type").asText("");
    if (type.equals(PromptFolder.TYPE)) {
      throw new UserError(
          ErrorCode.UNSUPPORTED_MODEL,
          path + " describes a prompt, not matrices beside the weights",
          "its virtual tokens stand before each sequence and change no weight: there is nothing to"
              + " merge, or to go on from as LoRA",
          "give the folder as the adapter of generate, chat, score or logits, or load it in PEFT");
    }
    if (!type.equals("LORA")) {
      throw unsupported("peft_type is '" + type + "'; only LORA is supported");
    }
    for (String key : REFUSED) {
      JsonNode value = config.path(key);
      if (!isOff(value)) {
        throw unsupported(key + " is " + value);
      }
    }
    String bias = config.path("bias").asText("none");
    if (!bias.equals("none")) {
      throw unsupported("bias is '" + bias + "'");
    }
    String initialisation = config.path("init_lora_weights").asText("true");
    if (!PLAIN_INITIALISATIONS.contains(initialisation)) {
      throw unsupported(
          "init_lora_weights is '" + initialisation + "', which changes the base's weights");
    }
    return new AdapterConfig(
        positiveInteger("r", 8),
        positiveNumber("lora_alpha", 8),
        config.path("use_rslora").asBoolean(false),
        config.path("lora_dropout").asDouble(0),
        targets(),
        config.path("base_model_name_or_path").asText(""),
        new AdapterConfig.Shape(
            config.path("use_dora").asBoolean(false), layers(), ranks(), alphas()));
  }

  private List<Integer> layers() {
    JsonNode layers = config.path(LAYERS);
    List<Integer> numbers = new ArrayList<>();
    if (layers.isInt()) {
      numbers.add(layers.intValue());
    } else if (!isOff(layers)) {
      for (JsonNode layer : layers) {
        if (!layer.isInt()) {
          throw unsupported(LAYERS + " is " + layers + ", not whole numbers");
        }
        numbers.add(layer.intValue());
      }
    }
    return numbers;
  }

  private Map<String, Integer> ranks() {
    Map<String, Integer> ranks = new LinkedHashMap<>();
    pattern(RANKS).forEach((name, rank) -> ranks.put(name, positiveInteger(RANKS, rank)));
    return ranks;
  }

  private Map<String, Double> alphas() {
    Map<String, Double> alphas = new LinkedHashMap<>();
    pattern(ALPHAS).forEach((name, alpha) -> alphas.put(name, positiveNumber(ALPHAS, alpha)));
    return alphas;
  }

  /**
   * The names and values of a pattern. PEFT takes regular expressions; names are what they are in
   * practice, and no expression of a stranger's file is run.
   */
  private Map<String, JsonNode> pattern(String key) {
    JsonNode pattern = config.path(key);
    if (isOff(pattern)) {
      return Map.of();
    }
    Map<String, JsonNode> names = new LinkedHashMap<>();
    pattern
        .fields()
        .forEachRemaining(
            field -> {
              if (!field.getKey().matches(NAMES)) {
                throw unsupported(key + " has the expression '" + field.getKey() + "', not a name");
              }
              names.put(field.getKey().replaceFirst(OF_MULTIMODAL_CLASS, ""), field.getValue());
            });
    return names;
  }

  private static boolean isOff(JsonNode value) {
    return value.isMissingNode()
        || value.isNull()
        || (value.isContainerNode() && value.isEmpty())
        || (value.isBoolean() && !value.booleanValue());
  }

  /** Empty for a regular expression: then the matrices themselves say what is adapted. */
  private List<String> targets() {
    JsonNode targets = config.path("target_modules");
    if (targets.isTextual()) {
      return List.of();
    }
    if (!targets.isArray() || targets.isEmpty()) {
      throw unsupported("target_modules is neither a list of names nor a regular expression");
    }
    List<String> names = new ArrayList<>();
    targets.forEach(target -> names.add(target.asText()));
    return names;
  }

  private int positiveInteger(String key, int absent) {
    JsonNode value = config.path(key);
    return value.isMissingNode() ? absent : positiveInteger(key, value);
  }

  private int positiveInteger(String key, JsonNode value) {
    if (!value.isInt() || value.intValue() < 1) {
      throw unsupported(key + " is " + value + ", not a positive whole number");
    }
    return value.intValue();
  }

  private double positiveNumber(String key, double absent) {
    JsonNode value = config.path(key);
    return value.isMissingNode() ? absent : positiveNumber(key, value);
  }

  private double positiveNumber(String key, JsonNode value) {
    if (!value.isNumber() || !(value.doubleValue() > 0)) {
      throw unsupported(key + " is " + value + ", not a positive number");
    }
    return value.doubleValue();
  }

  private UserError unsupported(String cause) {
    return new UserError(
        ErrorCode.UNSUPPORTED_MODEL,
        path + " describes an adapter that cannot be used",
        cause,
        "export the adapter as plain LoRA"
            + " (PEFT: save_pretrained with path_initial_model_for_weight_conversion)");
  }
}
