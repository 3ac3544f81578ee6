package io.deltatune.core.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Values that replace those of a recipe, in order: {@code --set a.b=c}, or a stage's {@code set}.
 */
public record Settings(List<Setting> settings) {
  /** No replacements. */
  public static final Settings NONE = new Settings(List.of());

  /**
   * One replacement.
   *
   * @param path keys joined by dots: {@code optimiser.learning_rate}
   */
  public record Setting(String path, Node value) {}

  public Settings {
    settings = List.copyOf(settings);
  }

  /** These, then {@code later}, which win. */
  public Settings then(Settings later) {
    List<Setting> all = new ArrayList<>(settings);
    all.addAll(later.settings);
    return new Settings(all);
  }
}
