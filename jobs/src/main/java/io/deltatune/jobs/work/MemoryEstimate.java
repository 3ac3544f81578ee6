package io.deltatune.jobs.work;

import io.deltatune.core.recipe.GenerateRecipe;
import io.deltatune.core.recipe.Quantisation;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.recipe.train.Adapter;
import io.deltatune.core.recipe.train.AdapterType;
import io.deltatune.core.recipe.train.Projection;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.WeightNames;
import io.deltatune.model.quantise.FourBitTensor;
import java.util.Locale;
import java.util.Optional;

/**
 * An upper estimate of native memory in fp32. Training: the weights; for each trained number
 * itself, its gradient and what the optimiser keeps; the layers' activations and the scores of the
 * vocabulary for a full micro-batch. Generation: the weights and the keys and values of a full
 * batch, or the memory that the recipe allows for them.
 *
 * @param trained numbers that change
 * @param bytes of native memory; the JVM's heap is extra
 */
record MemoryEstimate(long trained, long bytes) {
  private static final int NUMBER = Float.BYTES;
  private static final long MEBIBYTE = 1 << 20;

  static MemoryEstimate of(Gemma3Config config, TrainRecipe recipe) {
    long trained =
        recipe.adapter().map(adapter -> adapter(config, adapter)).orElse(config.parameters());
    int answers = recipe.objective().type().isPaired() ? 2 : 1;
    int before = recipe.adapter().map(Adapter::tokensBefore).orElse(0);
    long tokens = recipe.batch().tokensTogether(before + answers * recipe.batch().maxLength());
    long layer = 10L * config.hiddenSize() + 5L * config.intermediateSize() + 4L * heads(config);
    long activations = tokens * (layer * config.layers() + 3L * config.vocabularySize());
    long weights = weights(config, recipe.model().quantisation());
    return new MemoryEstimate(
        trained, weights + NUMBER * (2 * trained + activations) + moments(trained, recipe));
  }

  static MemoryEstimate of(Gemma3Config config, GenerateRecipe recipe) {
    long positions =
        (long) recipe.decoding().batchSize()
            * Math.min(
                config.maximumPositions(),
                config.slidingWindow() + recipe.decoding().maxNewTokens());
    long cache = positions * config.layers() * 2L * config.keyValueHeads() * config.headDimension();
    long bytes = NUMBER * cache;
    long most = recipe.decoding().memoryMib().orElse(Integer.MAX_VALUE) * MEBIBYTE;
    long weights = weights(config, recipe.model().quantisation());
    return new MemoryEstimate(0, weights + Math.min(bytes, most));
  }

  /** Of quantised projections the codes and one layer in fp32; of their scales fp32 at most. */
  private static long weights(Gemma3Config config, Optional<Quantisation> quantisation) {
    if (quantisation.isEmpty()) {
      return NUMBER * config.parameters();
    }
    long layer =
        WeightNames.ofLayer(config, 0).stream()
            .filter(WeightNames.Named::isProjection)
            .mapToLong(WeightNames.Named::size)
            .sum();
    long projections = layer * config.layers();
    long codes = projections / 2 + NUMBER * projections / FourBitTensor.BLOCK;
    return NUMBER * (config.parameters() - projections + layer) + codes;
  }

  /** Two numbers for each trained one, or two bytes in memory or in a file, or one number. */
  private static long moments(long trained, TrainRecipe recipe) {
    return switch (recipe.optimiser().type()) {
      case ADAMW -> 2 * NUMBER * trained;
      case ADAMW_8BIT -> 2 * trained;
      case PAGED_ADAMW_8BIT -> 0;
      case SGD -> NUMBER * trained;
    };
  }

  /** In GiB or MiB. */
  String words() {
    double mebibytes = bytes / (double) (1 << 20);
    return mebibytes < 1024
        ? String.format(Locale.ROOT, "%.0f MiB besides the JVM's heap", mebibytes)
        : String.format(Locale.ROOT, "%.1f GiB besides the JVM's heap", mebibytes / 1024);
  }

  private static long adapter(Gemma3Config config, Adapter adapter) {
    if (adapter.type() == AdapterType.PROMPT) {
      return (long) adapter.virtualTokensOrDefault() * config.hiddenSize();
    }
    return adapter.targets().stream()
            .mapToLong(target -> (long) adapter.rank() * sides(config, target))
            .sum()
        * config.layers();
  }

  /** Width of a projection's input and output together. */
  private static int sides(Gemma3Config config, Projection projection) {
    int queries = config.heads() * config.headDimension();
    int keys = config.keyValueHeads() * config.headDimension();
    return switch (projection) {
      case Q_PROJ, O_PROJ -> config.hiddenSize() + queries;
      case K_PROJ, V_PROJ -> config.hiddenSize() + keys;
      case GATE_PROJ, UP_PROJ, DOWN_PROJ -> config.hiddenSize() + config.intermediateSize();
    };
  }

  private static long heads(Gemma3Config config) {
    return 2L * (config.heads() + config.keyValueHeads()) * config.headDimension();
  }
}
