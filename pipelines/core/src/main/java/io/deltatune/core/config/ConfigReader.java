package io.deltatune.core.config;

import io.deltatune.core.config.Node.Mapping;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads records from YAML files. Immutable. */
public final class ConfigReader {
  private final Map<String, String> variables;
  private final InputFiles inputFiles;

  /**
   * @param variables what {@code ${env:NAME}} stands for
   * @param inputFiles whether the files that a recipe reads must be there
   */
  public ConfigReader(Map<String, String> variables, InputFiles inputFiles) {
    this.variables = Map.copyOf(variables);
    this.inputFiles = inputFiles;
  }

  /**
   * Reads a file, what it includes, and what replaces its values.
   *
   * @param file relative ones are looked for in the working folder, then in the project's home
   * @throws UserError with every problem of the recipe, or if there is no such file
   */
  public <R extends Record> Resolved<R> read(Class<R> type, Path file, Settings settings) {
    Path found = locate(file);
    Problems problems = new Problems();
    Mapping tree = tree(found, settings, problems);
    Bound bound = new RecordReader(type, name(found), problems, inputFiles).read(tree);
    problems.throwIfAny(file.toString());
    return resolved(type, bound, found);
  }

  /** The keys at the top of a file, includes and replacements counted. */
  public List<String> topLevelKeys(Path file) {
    Problems problems = new Problems();
    Mapping tree = tree(locate(file), Settings.NONE, problems);
    problems.throwIfAnyIsFatal(file.toString());
    return List.copyOf(tree.entries().keySet());
  }

  /**
   * Reads a text instead of a file; nothing can be included.
   *
   * @param name what the recipe is called
   */
  public <R extends Record> Resolved<R> parse(Class<R> type, String name, String yaml) {
    Problems problems = new Problems();
    Environment environment = new Environment(variables, problems);
    Mapping tree =
        YamlTree.ofFile(yaml, name, environment, problems)
            .filter(Mapping.class::isInstance)
            .map(Mapping.class::cast)
            .orElseGet(() -> new Mapping(Position.of(name), Map.of()));
    problems.throwIfAnyIsFatal(name);
    Bound bound = new RecordReader(type, name, problems, inputFiles).read(tree);
    problems.throwIfAny(name);
    return resolved(type, bound, Path.of(name));
  }

  private Mapping tree(Path file, Settings settings, Problems problems) {
    Mapping tree = new RecipeFile(new Environment(variables, problems), problems).read(file);
    return Merge.apply(tree, settings, problems);
  }

  private static <R extends Record> Resolved<R> resolved(Class<R> type, Bound bound, Path file) {
    return new Resolved<>(
        type.cast(bound.value().orElseThrow()),
        file,
        ResolvedTree.hash(type, bound.tree()),
        ResolvedTree.yaml(bound.tree()));
  }

  private static Path locate(Path file) {
    Path home = Path.of(System.getProperty("deltatune.home", ""));
    List<Path> candidates = Stream.of(file, home.resolve(file)).distinct().toList();
    return candidates.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    ErrorCode.MISSING_FILE,
                    "there is no recipe " + file,
                    "looked for "
                        + candidates.stream()
                            .map(path -> path.toAbsolutePath().normalize().toString())
                            .distinct()
                            .collect(Collectors.joining(", ")),
                    "give the path of a recipe; the project's own are in conf/"));
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
  }
}
