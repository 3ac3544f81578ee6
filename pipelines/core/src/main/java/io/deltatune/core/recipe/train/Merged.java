package io.deltatune.core.recipe.train;

import java.util.Locale;

/** What a model is written in that an adapter was merged into. */
public enum Merged {
  /** The sum, rounded once. */
  BF16,
  /** 4-bit codes of that, with quantised scales, as bitsandbytes lays them out. */
  NF4;

  /** As recipes spell it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
