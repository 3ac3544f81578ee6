package io.deltatune.model.generate;

import java.util.Locale;

/** Why an answer ended. */
public enum StopReason {
  /** The model wrote {@code <end_of_turn>}. */
  END_OF_TURN,
  /** The model wrote {@code <eos>}. */
  END_OF_TEXT,
  /** The answer reached its greatest length. */
  LENGTH;

  /** The name in tables: {@code end_of_turn}, {@code end_of_text} or {@code length}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
