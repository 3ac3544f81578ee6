package io.deltatune.core.config;

import io.deltatune.core.config.Node.Kind;
import io.deltatune.core.config.Node.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
   * Replacements from the command line. An assignment that is none is reported with the problems of
   * the recipe that it is applied to.
   *
   * @param assignments each {@code a.b=c}, {@code c} being YAML
   */
  public static Settings parse(List<String> assignments) {
    return new Settings(assignments.stream().flatMap(Settings::parse).toList());
  }

  /** The replacement, or one for each thing that is wrong; the quotes keep those from any key. */
  private static Stream<Setting> parse(String assignment) {
    Problems problems = new Problems();
    int equals = assignment.indexOf('=');
    String path = equals < 0 ? assignment : assignment.substring(0, equals).strip();
    if (equals < 0 || !path.matches("[^.\\s]+(\\.[^.\\s]+)*")) {
      problems.add(Position.of(OPTION), "", "is '" + path + "'; expected key.key=value");
    } else {
      Environment environment = new Environment(System.getenv(), problems);
      Optional<Node> value =
          YamlTree.ofValue(assignment.substring(equals + 1), OPTION, environment, problems);
      if (problems.all().isEmpty()) {
        return value.map(node -> new Setting(path, node)).stream();
      }
    }
    return problems.all().stream()
        .map(
            problem ->
                new Scalar(problem.position(), Kind.REFUSED, text(problem), Optional.empty()))
        .map(refused -> new Setting("'" + assignment + "'", refused));
  }

  private static String text(Problems.Problem problem) {
    return problem.path().isEmpty() ? problem.message() : problem.path() + ": " + problem.message();
  }

  /** These, then {@code later}, which win. */
  public Settings then(Settings later) {
    List<Setting> all = new ArrayList<>(settings);
    all.addAll(later.settings);
    return new Settings(all);
  }
}
