package io.deltatune.core.example;

import java.util.Locale;

/** What an example is for. */
public enum Split {
  TRAIN,
  VALIDATION,
  TEST;

  /** The name in tables and recipes: {@code train}, {@code validation} or {@code test}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
