package io.deltatune.model.gemma3;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.JsonFiles;
import java.nio.file.Path;
import java.util.List;

/**
 * The shape of a Gemma 3 text model, as in its {@code config.json} (transformers, {@code
 * models/gemma3/configuration_gemma3.py}).
 *
 * @param vocabularySize entries of the embedding table
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width of the feed-forward part
 * @param layers number of layers
 * @param heads query heads
 * @param keyValueHeads key and value heads; divides {@code heads}
 * @param headDimension width of a head
 * @param queryPreAttentionScalar attention scores are scaled by its inverse square root
 * @param slidingWindow positions that a sliding layer sees, its own included
 * @param maximumPositions the longest sequence the model was made for
 * @param epsilon of the norms
 * @param localRope of the sliding layers
 * @param globalRope of the full layers
 * @param slidingLayers for each layer whether it slides
 * @param tiedHead whether the head is the embedding table
 * @param initializerRange standard deviation of freshly drawn weights
 */
public record Gemma3Config(
    int vocabularySize,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headDimension,
    int queryPreAttentionScalar,
    int slidingWindow,
    int maximumPositions,
    double epsilon,
    Rope localRope,
    Rope globalRope,
    List<Boolean> slidingLayers,
    boolean tiedHead,
    double initializerRange) {
  /** Bounds far beyond any Gemma 3, below which no product of sizes overflows. */
  static final int MOST_LAYERS = 1000;

  static final int MOST_WIDTH = 1 << 22;
  static final int MOST_TOKENS = 1 << 28;

  /**
   * Rotary position embedding.
   *
   * @param theta base of the frequencies
   * @param factor linear scaling: positions are divided by it
   */
  public record Rope(double theta, double factor) {}

  /**
   * @throws UserError if the numbers cannot make a model
   */
  public Gemma3Config {
    slidingLayers = List.copyOf(slidingLayers);
    between("vocab_size", vocabularySize, MOST_TOKENS);
    between("hidden_size", hiddenSize, MOST_WIDTH);
    between("intermediate_size", intermediateSize, MOST_WIDTH);
    between("num_hidden_layers", layers, MOST_LAYERS);
    between("num_attention_heads", heads, MOST_WIDTH);
    between("num_key_value_heads", keyValueHeads, MOST_WIDTH);
    between("head_dim", headDimension, MOST_WIDTH);
    between("query_pre_attn_scalar", queryPreAttentionScalar, MOST_WIDTH);
    between("sliding_window", slidingWindow, Integer.MAX_VALUE);
    between("max_position_embeddings", maximumPositions, Integer.MAX_VALUE);
    if ((long) heads * headDimension > MOST_WIDTH) {
      throw impossible(
          "num_attention_heads " + heads + " times head_dim " + headDimension + " is too wide");
    }
    if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
      throw impossible("rms_norm_eps is " + epsilon);
    }
    if (heads % keyValueHeads != 0) {
      throw impossible(
          "num_attention_heads "
              + heads
              + " is no multiple of num_key_value_heads "
              + keyValueHeads);
    }
    if (headDimension % 2 != 0) {
      throw impossible("head_dim " + headDimension + " is odd");
    }
    if (slidingLayers.size() != layers) {
      throw impossible(
          "layer_types has " + slidingLayers.size() + " entries for " + layers + " layers");
    }
  }

  /**
   * Reads {@code config.json} of a Hugging Face folder, as written by version 4.5x or 5 of
   * transformers, of the text model or of the multimodal one. Keys that are absent take
   * transformers' defaults.
   *
   * @throws UserError naming the file and the key, if it is absent, malformed, of another
   *     architecture, or asks for something that is not supported
   */
  public static Gemma3Config read(Path folder) {
    return Gemma3ConfigFile.read(folder.resolve(Gemma3ConfigFile.NAME));
  }

  /**
   * The configuration in a file's bytes.
   *
   * @param path the file's name for messages
   * @throws UserError as {@link #read}
   */
  public static Gemma3Config parse(Path path, byte[] json) {
    return Gemma3ConfigFile.of(path, JsonFiles.parse(path, json));
  }

  /** Writes {@code config.json} so that transformers 4.5x and 5 read the same model. */
  public void write(Path folder, String dtype) {
    JsonFiles.write(folder.resolve(Gemma3ConfigFile.NAME), toJson(dtype));
  }

  /** The content of a text model's {@code config.json}, to which more keys may be added. */
  public ObjectNode toJson(String dtype) {
    return Gemma3ConfigWriter.json(this, dtype);
  }

  /** The number of parameters, a tied head counted once. */
  public long parameters() {
    long attention = (long) hiddenSize * headDimension * (2L * heads + 2L * keyValueHeads);
    long feedForward = 3L * hiddenSize * intermediateSize;
    long norms = 4L * hiddenSize + 2L * headDimension;
    long tables = (long) vocabularySize * hiddenSize * (tiedHead ? 1 : 2);
    return layers * (attention + feedForward + norms) + hiddenSize + tables;
  }

  private static void between(String key, int value, int most) {
    if (value < 1 || value > most) {
      throw impossible(key + " is " + value + ", not between 1 and " + most);
    }
  }

  private static UserError impossible(String problem) {
    return new UserError(
        ErrorCode.UNSUPPORTED_MODEL,
        "a Gemma 3 configuration that cannot be: " + problem,
        "such a model has no defined shape",
        "correct the value in the model's config.json");
  }
}
