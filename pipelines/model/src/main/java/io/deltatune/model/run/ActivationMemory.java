package io.deltatune.model.run;

import io.deltatune.model.gemma3.Gemma3Config;

/**
 * Whether the activations of a micro-batch are kept between the passes, or computed again: kept, a
 * step takes a quarter less time; computed again, only the layers' inputs stay.
 */
final class ActivationMemory {
  /** Below this, keeping them does no harm on any machine that runs Spark. */
  static final long LIMIT = 512L << 20;

  private ActivationMemory() {}

  /**
   * @param tokens of a micro-batch, at most
   */
  static boolean keep(Gemma3Config config, long tokens) {
    return bytes(config, tokens) <= LIMIT;
  }

  /** An upper estimate: fp32, every intermediate result of a layer that its gradient needs. */
  static long bytes(Gemma3Config config, long tokens) {
    long heads = (long) (2 * config.heads() + 2 * config.keyValueHeads()) * config.headDimension();
    long perLayer = 10L * config.hiddenSize() + 5L * config.intermediateSize() + 4 * heads;
    return tokens * config.layers() * perLayer * Float.BYTES;
  }
}
