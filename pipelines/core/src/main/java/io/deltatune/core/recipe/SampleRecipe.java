package io.deltatune.core.recipe;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.OutputPath;
import io.deltatune.core.config.Requirements;
import io.deltatune.core.sample.SampleSettings;

/** The sample data and the sample model's tokenizer, written from a seed. */
public record SampleRecipe(SampleData sampleData, Output output) {
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
   * Where it is written.
   *
   * @param path the folder
   */
  public record Output(@Default("samples/data") OutputPath path) {}
}
