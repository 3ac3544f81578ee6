package io.deltatune.model.checkpoint;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.JsonFiles;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.TensorNames;
import io.deltatune.model.gemma3.WeightNames;
import io.deltatune.model.safetensors.SafetensorsFolder;
import io.deltatune.model.safetensors.SafetensorsWriter;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorEntry;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Gemma 3 model in Hugging Face's layout: {@code config.json}, safetensors and the tokenizer's
 * files. Opening it reads the headers only and checks that they hold exactly the model that the
 * configuration describes.
 */
public final class ModelFolder {
  private static final Logger LOG = LoggerFactory.getLogger(ModelFolder.class);
  private static final int SHOWN = 5;
  private static final String CONFIG = "config.json";
  private static final String GENERATION_CONFIG = "generation_config.json";

  /** What is carried over from the folder that the tokenizer comes from, where it is there. */
  private static final List<String> TOKENIZER_FILES =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "tokenizer.model",
          "special_tokens_map.json",
          "added_tokens.json",
          "chat_template.jinja",
          "chat_template.json");

  private final Path path;
  private final Gemma3Config config;
  private final SortedMap<String, TensorEntry> tensors;

  private ModelFolder(Path path, Gemma3Config config, SortedMap<String, TensorEntry> tensors) {
    this.path = path;
    this.config = config;
    this.tensors = tensors;
  }

  /**
   * Opens and checks a folder.
   *
   * @throws UserError if the folder or one of its files is missing or malformed, if it is of
   *     another architecture, or listing the tensors that are missing, unknown or of another shape
   */
  public static ModelFolder open(Path path) {
    if (!Files.isDirectory(path)) {
      throw new UserError(
          ErrorCode.MISSING_FILE,
          "there is no model folder " + path,
          "it was looked for at " + path.toAbsolutePath(),
          "give the path of a Gemma 3 checkpoint in Hugging Face's layout");
    }
    Gemma3Config config = Gemma3Config.read(path);
    try (SafetensorsFolder files = SafetensorsFolder.open(path)) {
      SortedMap<String, TensorEntry> tensors = textTensors(path, config, files.entries());
      check(path, config, tensors);
      return new ModelFolder(path, config, tensors);
    }
  }

  /** Where the model lies. */
  public Path path() {
    return path;
  }

  /** The model's shape. */
  public Gemma3Config config() {
    return config;
  }

  /** The text model's tensors by canonical name, see {@link TensorNames}. */
  public SortedMap<String, TensorEntry> tensors() {
    return tensors;
  }

  /** The hash of weights and configuration; reads all weights. */
  public String hash() {
    try (SafetensorsFolder files = SafetensorsFolder.open(path)) {
      return Hashes.of(
          "model",
          "",
          JsonFiles.read(path.resolve(CONFIG)),
          tensors,
          entry -> files.file(entry.name()).sha256(entry.name()));
    }
  }

  /**
   * Opens the tokenizer, which the caller closes.
   *
   * @throws UserError if it is missing, malformed, or has more ids than the model has embeddings
   */
  public GemmaTokenizer tokenizer() {
    GemmaTokenizer tokenizer = GemmaTokenizer.open(path);
    if (tokenizer.vocabularySize() > config.vocabularySize()) {
      tokenizer.close();
      throw new UserError(
          ErrorCode.UNSUPPORTED_MODEL,
          path + ": the tokenizer is not this model's",
          "it has "
              + tokenizer.vocabularySize()
              + " ids, but the model only "
              + config.vocabularySize()
              + " embeddings",
          "use the tokenizer.json that came with the checkpoint");
    }
    return tokenizer;
  }

  /**
   * Writes a model. Each file appears whole or not at all, {@code config.json} last, so that a
   * folder that was not finished cannot be opened.
   *
   * @param dtype what the tensors are in, {@code bfloat16} or {@code float32}
   * @param tensors by canonical name
   * @param tokenizer the folder whose tokenizer files are carried over
   */
  public static void write(
      Path path,
      Gemma3Config config,
      String dtype,
      Map<String, TensorContent> tensors,
      Path tokenizer) {
    SafetensorsWriter.write(path.resolve(SafetensorsFolder.SINGLE), tensors);
    try {
      for (String name : TOKENIZER_FILES) {
        carryOver(tokenizer.resolve(name), path.resolve(name));
      }
      carryOver(tokenizer.resolve(GENERATION_CONFIG), path.resolve(GENERATION_CONFIG));
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          "the tokenizer's files cannot be copied from " + tokenizer + " to " + path,
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "check that both folders are accessible and the disk is not full",
          e);
    }
    if (!Files.exists(path.resolve(GENERATION_CONFIG))) {
      writeGenerationConfig(path.resolve(GENERATION_CONFIG));
    }
    config.write(path, dtype);
  }

  private static void carryOver(Path from, Path to) throws IOException {
    if (Files.exists(from) && !from.toAbsolutePath().equals(to.toAbsolutePath())) {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** As Google publishes it: generation ends with {@code <eos>} or {@code <end_of_turn>}. */
  private static void writeGenerationConfig(Path path) {
    var generation = JsonFiles.object();
    generation.put("bos_token_id", 2).put("pad_token_id", 0).put("do_sample", false);
    generation.putArray("eos_token_id").add(1).add(106);
    JsonFiles.write(path, generation);
  }

  private static SortedMap<String, TensorEntry> textTensors(
      Path path, Gemma3Config config, SortedMap<String, TensorEntry> entries) {
    SortedMap<String, TensorEntry> tensors = new TreeMap<>();
    int vision = 0;
    for (Map.Entry<String, TensorEntry> entry : entries.entrySet()) {
      String name = TensorNames.canonical(entry.getKey()).orElse(null);
      if (name == null) {
        vision++;
      } else if (!isRedundant(config, name)) {
        tensors.put(name, entry.getValue());
      }
    }
    if (vision > 0) {
      LOG.info("{}: {} tensors of the vision part are not used", path, vision);
    }
    return tensors;
  }

  /** A copy of the tied table, or the frequencies that old files hold and everybody computes. */
  private static boolean isRedundant(Gemma3Config config, String name) {
    return (config.tiedHead() && name.equals(WeightNames.HEAD)) || name.endsWith(".inv_freq");
  }

  private static void check(
      Path path, Gemma3Config config, SortedMap<String, TensorEntry> tensors) {
    List<String> problems = new ArrayList<>();
    SortedMap<String, TensorEntry> unknown = new TreeMap<>(tensors);
    for (WeightNames.Named expected : WeightNames.all(config)) {
      TensorEntry entry = unknown.remove(expected.name());
      if (entry == null) {
        problems.add(expected.name() + " is missing");
      } else if (!entry.shape().equals(expected.shape())) {
        problems.add(
            expected.name() + " is of shape " + entry.shape() + ", not " + expected.shape());
      }
    }
    unknown.keySet().forEach(name -> problems.add(name + " is unknown"));
    if (!problems.isEmpty()) {
      List<String> shown = problems.subList(0, Math.min(SHOWN, problems.size()));
      String more = problems.size() > SHOWN ? "; and " + (problems.size() - SHOWN) + " more" : "";
      throw new UserError(
          ErrorCode.UNSUPPORTED_MODEL,
          path + ": the tensors are not those of the model that config.json describes",
          String.join("; ", shown) + more,
          "take config.json and the weights from the same version of a Gemma 3 checkpoint");
    }
  }
}
