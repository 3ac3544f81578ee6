package io.deltatune.core.example;

import java.util.Locale;

/** Who speaks in a {@link Message}. */
public enum Role {
  SYSTEM,
  USER,
  MODEL;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in tables and files: {@code system}, {@code user} or {@code model}. */
  public String label() {
    return label;
  }

  /**
   * The role of a label; {@code assistant} is read as {@link #MODEL}.
   *
   * @throws IllegalArgumentException if no role has this label
   */
  public static Role ofLabel(String label) {
    return switch (label) {
      case "system" -> SYSTEM;
      case "user" -> USER;
      case "model", "assistant" -> MODEL;
      default -> throw new IllegalArgumentException("unknown role '" + label + "'");
    };
  }
}
