package io.deltatune.cluster.sample;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.SampleRecipe;
import io.deltatune.core.sample.SampleCounts;
import io.deltatune.core.sample.SampleData;
import io.deltatune.core.sample.TokenizerFiles;
import io.deltatune.model.gemma3.Gemma3Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes the sample data, and into {@code untrained/} beside it the configuration and tokenizer
 * that the sample model's training starts from.
 */
public final class SampleJob {
  /** The folder with {@code config.json} and the tokenizer, below the recipe's output. */
  public static final String UNTRAINED = "untrained";

  private static final double EPSILON = 1e-6;
  private static final Gemma3Config.Rope LOCAL = new Gemma3Config.Rope(10_000, 1);
  private static final Gemma3Config.Rope GLOBAL = new Gemma3Config.Rope(1_000_000, 1);
  private static final int PATTERN = 6;

  private final SampleRecipe recipe;

  public SampleJob(SampleRecipe recipe) {
    this.recipe = recipe;
  }

  /**
   * @throws UserError if the folder cannot be written
   */
  public SampleCounts run() {
    Path folder = recipe.output().path().path();
    try {
      SampleCounts counts = SampleData.write(folder, recipe.sampleData().settings());
      Path untrained = Files.createDirectories(folder.resolve(UNTRAINED));
      for (String file : List.of(TokenizerFiles.TOKENIZER, TokenizerFiles.CONFIG)) {
        Files.move(
            folder.resolve(file), untrained.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      config(counts.vocabularyEntries()).write(untrained, "bfloat16");
      return counts;
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          "the sample data cannot be written to " + folder,
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "check the permissions, or set output.path to another folder",
          e);
    }
  }

  private Gemma3Config config(int vocabulary) {
    SampleRecipe.Model model = recipe.model();
    return new Gemma3Config(
        vocabulary,
        model.hiddenSize(),
        model.intermediateSize(),
        model.layers(),
        model.heads(),
        model.keyValueHeads(),
        model.headDimension(),
        model.queryPreAttentionScalar(),
        model.slidingWindow(),
        model.maximumPositions(),
        EPSILON,
        LOCAL,
        GLOBAL,
        IntStream.range(0, model.layers()).mapToObj(layer -> (layer + 1) % PATTERN != 0).toList(),
        true,
        model.initializerRange());
  }
}
