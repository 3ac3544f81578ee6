package io.deltatune.core.example;

import java.util.Locale;

/** What an example is for. */
public enum Split {
  /** Learnt from. */
  TRAIN,
  /** Held out for the loss while training. */
  VALIDATION,
  /** Held out for generation and scores. */
  TEST,
  /** What is left where the recipe asks for a number of training examples. */
  RESERVE;

  /** The name in tables and recipes: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The split of a label.
   *
   * @throws IllegalArgumentException if no split has this label
   */
  public static Split ofLabel(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
