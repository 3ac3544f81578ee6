package io.deltatune.core.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Values that replace those of a recipe, in order: {@code --set a.b=c}, or a stage's {@code set}.
 */
public record Settings(List<Setting> settings) {
  /** The command line's option, and the position of its values. */
  public static final String OPTION = "--set";

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

  /**
   * Replacements from the command line.
   *
   * @param assignments each {@code a.b=c}, {@code c} being YAML
   * @throws io.deltatune.core.error.UserError with every assignment that is none
   */
  public static Settings parse(List<String> assignments) {
    Problems problems = new Problems();
    Environment environment = new Environment(System.getenv(), problems);
    List<Setting> settings = new ArrayList<>();
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      String path = equals < 0 ? assignment : assignment.substring(0, equals).strip();
      if (equals < 0 || !path.matches("[^.\\s]+(\\.[^.\\s]+)*")) {
        problems.add(Position.of(OPTION), "", "is '" + path + "'; expected key.key=value");
      } else {
        String value = assignment.substring(equals + 1);
        YamlTree.ofValue(value, OPTION, environment, problems)
            .ifPresent(node -> settings.add(new Setting(path, node)));
      }
    }
    problems.throwIfAny("the command line");
    return new Settings(settings);
  }

  /** These, then {@code later}, which win. */
  public Settings then(Settings later) {
    List<Setting> all = new ArrayList<>(settings);
    all.addAll(later.settings);
    return new Settings(all);
  }
}
