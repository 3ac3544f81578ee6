package io.deltatune.model.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.JsonFiles;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.SafetensorsWriter;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Folders of prompts as PEFT writes and reads them ({@code tuners/prompt_tuning/config.py}). What
 * they hold goes into the first layer as it is: PEFT takes the first values from the embedding
 * module, whose scale they then include.
 */
public final class PromptFolder {
  /** The kind in {@code adapter_config.json}. */
  static final String TYPE = "PROMPT_TUNING";

  private static final String TENSOR = "prompt_embeddings";
  private static final String COUNT = "num_virtual_tokens";

  private PromptFolder() {}

  /**
   * Whether a folder's configuration is that of a prompt.
   *
   * @throws UserError if it is missing or malformed
   */
  public static boolean isPrompt(Path folder) {
    JsonNode config = JsonFiles.read(folder.resolve(AdapterFolder.CONFIG));
    return config.path("peft_type").asText("").equals(TYPE);
  }

  /**
   * Writes both files, the values in fp32; the same prompt always gives the same bytes.
   *
   * @param notes in the tensors' file, which other tools pass over
   */
  public static void write(
      Path folder, PromptAdapter prompt, Gemma3Config base, Map<String, String> notes) {
    long tokens = prompt.virtualTokens();
    long width = prompt.embeddings().length / tokens;
    Map<String, String> metadata = new TreeMap<>(notes);
    metadata.put("format", "pt");
    SafetensorsWriter.write(
        folder.resolve(AdapterFolder.WEIGHTS),
        Map.of(TENSOR, TensorContent.ofFloats(prompt.embeddings(), List.of(tokens, width))),
        metadata);
    ObjectNode config = JsonFiles.object();
    config.put("peft_type", TYPE);
    config.put("task_type", "CAUSAL_LM");
    config.put("base_model_name_or_path", prompt.baseModel().isEmpty() ? null : prompt.baseModel());
    config.put("inference_mode", true);
    config.put(COUNT, tokens);
    config.put("token_dim", width);
    config.put("num_transformer_submodules", 1);
    config.put("num_attention_heads", base.heads());
    config.put("num_layers", base.layers());
    // How it began does not matter to who reads it, and PEFT would want a tokenizer's path.
    config.put("prompt_tuning_init", "RANDOM");
    JsonFiles.write(folder.resolve(AdapterFolder.CONFIG), config);
  }

  /**
   * Reads a prompt and checks it against the base.
   *
   * @throws UserError if it is missing or malformed, or of another width than the base
   */
  public static PromptAdapter read(Path folder, Gemma3Config base) {
    Path path = folder.resolve(AdapterFolder.CONFIG);
    JsonNode config = JsonFiles.read(path);
    JsonNode count = config.path(COUNT);
    if (!config.path("peft_type").asText("").equals(TYPE)) {
      throw refused(path, "it is no prompt: peft_type is " + config.path("peft_type"));
    }
    if (!count.isInt() || count.intValue() < 1) {
      throw refused(path, COUNT + " is " + count + ", not a positive whole number");
    }
    JsonNode parts = config.path("num_transformer_submodules");
    if (!parts.isMissingNode() && !parts.isNull() && parts.asInt() != 1) {
      throw refused(path, "num_transformer_submodules is " + parts + ", not 1");
    }
    List<Long> expected = List.of(count.longValue(), (long) base.hiddenSize());
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(AdapterFolder.WEIGHTS))) {
      if (!file.entries().keySet().equals(Set.of(TENSOR))) {
        throw refused(file.path(), "it holds " + file.entries().keySet() + ", not " + TENSOR);
      }
      TensorEntry entry = file.entries().get(TENSOR);
      if (!entry.shape().equals(expected)) {
        throw refused(file.path(), TENSOR + " is of shape " + entry.shape() + ", not " + expected);
      }
      if (!AdapterFolder.TYPES.contains(entry.type())) {
        throw refused(file.path(), TENSOR + " is of type " + entry.type().label());
      }
      return new PromptAdapter(
          count.intValue(), file.floats(TENSOR), config.path("base_model_name_or_path").asText(""));
    }
  }

  private static UserError refused(Path path, String cause) {
    return new UserError(
        ErrorCode.UNSUPPORTED_MODEL,
        path + " does not fit the base model",
        cause,
        "use the prompt with the model that it was trained on");
  }
}
