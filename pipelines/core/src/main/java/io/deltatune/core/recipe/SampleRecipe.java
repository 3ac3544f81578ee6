package io.deltatune.core.recipe;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.OutputPath;
import io.deltatune.core.config.Requirements;
import io.deltatune.core.sample.SampleSettings;

/** The sample data and the sample model's tokenizer, written from a seed. */
public record SampleRecipe(SampleData sampleData, Model model, Output output) {
  /** How much is written; see {@link SampleSettings}. */
  public record SampleData(
      @Default("42") long seed,
      @Default("2400") int newRows,
      @Default("600") int knownRows,
      @Default("true") boolean brokenRows,
      @Default("600") int preferencePairs,
      @Default("36000") int pretrainRows,
      @Default("400") int heldOutRows,
      @Default("2000") int vocabularySize) {
    public SampleData {
      new Requirements()
          .atLeast("new_rows", newRows, 0)
          .atLeast("known_rows", knownRows, 0)
          .atLeast("preference_pairs", preferencePairs, 0)
          .atLeast("pretrain_rows", pretrainRows, 0)
          .atLeast("held_out_rows", heldOutRows, 0)
          .atLeast("vocabulary_size", vocabularySize, SampleSettings.SMALLEST_VOCABULARY)
          .verify();
    }

    /** As the generator takes them. */
    public SampleSettings settings() {
      return new SampleSettings(
          seed,
          newRows,
          knownRows,
          brokenRows,
          preferencePairs,
          pretrainRows,
          heldOutRows,
          vocabularySize);
    }
  }

  /**
   * The shape of the sample model; its other numbers are Gemma 3's. Every sixth layer is global.
   *
   * @param queryPreAttentionScalar attention scores are scaled by its inverse square root
   * @param initializerRange standard deviation of new weights
   */
  public record Model(
      @Default("128") int hiddenSize,
      @Default("320") int intermediateSize,
      @Default("6") int layers,
      @Default("4") int heads,
      @Default("1") int keyValueHeads,
      @Default("32") int headDimension,
      @Default("8") int queryPreAttentionScalar,
      @Default("64") int slidingWindow,
      @Default("512") int maximumPositions,
      @Default("0.088") double initializerRange) {
    public Model {
      new Requirements()
          .atLeast("hidden_size", hiddenSize, 1)
          .atLeast("intermediate_size", intermediateSize, 1)
          .atLeast("layers", layers, 1)
          .atLeast("heads", heads, 1)
          .atLeast("key_value_heads", keyValueHeads, 1)
          .atLeast("head_dimension", headDimension, 2)
          .atLeast("query_pre_attention_scalar", queryPreAttentionScalar, 1)
          .atLeast("sliding_window", slidingWindow, 1)
          .atLeast("maximum_positions", maximumPositions, 1)
          .positive("initializer_range", initializerRange)
          .verify();
    }
  }

  /**
   * Where it is written.
   *
   * @param path the folder
   */
  public record Output(@Default("samples/data") OutputPath path) {}
}
