package io.deltatune.core.recipe;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.Key;
import java.io.Serializable;

/**
 * 4-bit codes in place of the projections' weights, made while they are loaded (QLoRA, arXiv
 * 2305.14314).
 *
 * @param type the code
 * @param doubled whether the codes' scales are quantised too
 */
public record Quantisation(
    @Default("nf4") Type type, @Default("true") @Key("double") boolean doubled)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The codes. */
  public enum Type {
    /** Quantiles of the normal distribution. */
    NF4,
    /** Floating point of 4 bits. */
    FP4
  }
}
