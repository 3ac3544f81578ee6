package io.deltatune.core.recipe.train;

import java.util.Locale;

/** The first values of an adapter's A and B, under PEFT's names. */
public enum AdapterInit {
  /** A uniform, B zero. */
  DEFAULT,
  /** A normal, B zero. */
  GAUSSIAN,
  /** Both are not zero, but their product is. */
  ORTHOGONAL,
  /** The weight's largest singular directions, taken off the weight (arXiv 2404.02948). */
  PISSA,
  /** The first columns and rows of the weight's QR, taken off the weight (arXiv 2406.01775). */
  OLORA;

  /** The name in recipes. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the weights are less by the first values' product. */
  public boolean isTakenOff() {
    return this == PISSA || this == OLORA;
  }
}
