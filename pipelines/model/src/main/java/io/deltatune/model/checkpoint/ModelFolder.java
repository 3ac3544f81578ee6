package io.deltatune.model.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.chat.ChatTemplate;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.JsonFiles;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.TextTensors;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.SafetensorsFolder;
import io.deltatune.model.safetensors.ShardedWriter;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorEntry;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * A Gemma 3 model in Hugging Face's layout: {@code config.json}, safetensors and the tokenizer's
 * files. Opening it reads the headers only and checks that they hold exactly the model that the
 * configuration describes.
 */
public final class ModelFolder {
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
  private final List<String> ignored;

  private ModelFolder(Path path, Gemma3Config config, TextTensors found) {
    this.path = path;
    this.config = config;
    this.tensors = found.entries();
    this.ignored = found.ignored();
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
      return new ModelFolder(path, config, TextTensors.find(path, config, files));
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

  /**
   * The text model's tensors by canonical name, see {@link io.deltatune.model.gemma3.WeightNames}.
   */
  public SortedMap<String, TensorEntry> tensors() {
    return tensors;
  }

  /** The checkpoint's tensors that the text model does not use, in words; the vision part's say. */
  public List<String> ignored() {
    return ignored;
  }

  /**
   * The hash of weights and configuration. All weights are read the first time; those of large
   * files are remembered until the files change ({@link TensorHashes}).
   */
  public String hash() {
    try (SafetensorsFolder files = SafetensorsFolder.open(path)) {
      Map<SafetensorsFile, List<String>> names =
          tensors.values().stream()
              .map(TensorEntry::name)
              .collect(Collectors.groupingBy(files::file));
      Map<String, byte[]> hashes = new HashMap<>();
      names.forEach((file, held) -> hashes.putAll(TensorHashes.ofUser().of(file, held)));
      return Hashes.of(
          "model",
          "",
          JsonFiles.read(path.resolve(CONFIG)),
          tensors,
          entry -> hashes.get(entry.name()));
    }
  }

  /** Opens the tokenizer of a folder whose chat template, if it has one, must be Gemma 3's. */
  public GemmaTokenizer tokenizer() {
    return tokenizer(ChatTemplate.AUTO);
  }

  /**
   * Opens the tokenizer, which the caller closes.
   *
   * @param template what conversations are rendered by
   * @throws UserError if it is missing, malformed, or has more ids than the model has embeddings;
   *     if the folder's chat template is to be used and is not Gemma 3's
   */
  public GemmaTokenizer tokenizer(ChatTemplate template) {
    GemmaTokenizer tokenizer = GemmaTokenizer.open(path, template);
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
   * Writes a model into files of at most {@link ShardedWriter#USUAL_BYTES}, see below.
   *
   * @param dtype what the tensors are in, {@code bfloat16} or {@code float32}
   */
  public static void write(
      Path path,
      Gemma3Config config,
      String dtype,
      Map<String, TensorContent> tensors,
      Path source) {
    write(path, config.toJson(dtype), tensors, ShardedWriter.USUAL_BYTES, source);
  }

  /**
   * Writes a model. Nothing of what is there is touched before all weights are written under
   * temporary names; {@code config.json} is removed first and written last, so that a folder that
   * was not finished cannot be opened.
   *
   * @param config the content of {@code config.json}; token ids are taken from the source's
   * @param tensors by canonical name, in the order in which they fill the files
   * @param largestFile the most bytes of tensors in one file
   * @param source the folder whose tokenizer files and generation settings are carried over, where
   *     they are there
   * @return the files of weights
   */
  public static List<Path> write(
      Path path,
      ObjectNode config,
      Map<String, TensorContent> tensors,
      long largestFile,
      Path source) {
    SpecialIds.carryOver(source.resolve(CONFIG), config);
    try (ShardedWriter weights = ShardedWriter.stage(path, tensors, largestFile)) {
      Files.deleteIfExists(path.resolve(CONFIG));
      for (String name : TOKENIZER_FILES) {
        carryOver(source.resolve(name), path.resolve(name));
      }
      carryOver(source.resolve(GENERATION_CONFIG), path.resolve(GENERATION_CONFIG));
      if (!Files.exists(path.resolve(GENERATION_CONFIG))) {
        JsonFiles.write(path.resolve(GENERATION_CONFIG), SpecialIds.generation(config));
      }
      List<Path> files = weights.commit();
      JsonFiles.write(path.resolve(CONFIG), config);
      return files;
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          "the tokenizer's files cannot be copied from " + source + " to " + path,
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "check that both folders are accessible and the disk is not full",
          e);
    }
  }

  /** Copies a file, or removes one of an earlier write where the source has none. */
  private static void carryOver(Path from, Path to) throws IOException {
    if (from.toAbsolutePath().normalize().equals(to.toAbsolutePath().normalize())) {
      return;
    }
    if (Files.exists(from)) {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.deleteIfExists(to);
    }
  }
}
