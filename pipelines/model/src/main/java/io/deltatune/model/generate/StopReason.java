package io.deltatune.model.generate;

import java.util.Locale;

/** Why an answer ended. */
public enum StopReason {
  /** The model wrote {@code <end_of_turn>}. */
  END_OF_TURN,
  /** The model wrote {@code <eos>}. */
  END_OF_TEXT,
  /** The model wrote another token that ends answers. */
  STOP_TOKEN,
  /** The text came to hold one that ends answers. */
  STOP_STRING,
  /** The answer reached its greatest length. */
  LENGTH,
  /** The listener ended it. */
  CANCELLED;

  /** The name in tables and files: {@code end_of_turn}, for example. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
