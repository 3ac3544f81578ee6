package io.deltatune.model.gemma3;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
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
    positive("vocab_size", vocabularySize);
    positive("hidden_size", hiddenSize);
    positive("intermediate_size", intermediateSize);
    positive("num_hidden_layers", layers);
    positive("num_attention_heads", heads);
    positive("num_key_value_heads", keyValueHeads);
    positive("head_dim", headDimension);
    positive("query_pre_attn_scalar", queryPreAttentionScalar);
    positive("sliding_window", slidingWindow);
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
   * transformers, of the text model or of the multimodal one.
   *
   * @throws UserError naming the file, if it is absent, malformed or of another architecture
   */
  public static Gemma3Config read(Path folder) {
    return Gemma3ConfigFile.read(folder.resolve(Gemma3ConfigFile.NAME));
  }

  /** Writes {@code config.json} so that transformers 4.5x and 5 read the same model. */
  public void write(Path folder, String dtype) {
    Gemma3ConfigFile.write(this, folder.resolve(Gemma3ConfigFile.NAME), dtype);
  }

  /** The number of parameters, a tied head counted once. */
  public long parameters() {
    long attention = (long) hiddenSize * headDimension * (2L * heads + 2L * keyValueHeads);
    long feedForward = 3L * hiddenSize * intermediateSize;
    long norms = 4L * hiddenSize + 2L * headDimension;
    long tables = (long) vocabularySize * hiddenSize * (tiedHead ? 1 : 2);
    return layers * (attention + feedForward + norms) + hiddenSize + tables;
  }

  private static void positive(String key, int value) {
    if (value < 1) {
      throw impossible(key + " is " + value);
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
