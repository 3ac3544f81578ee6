package io.deltatune.core.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the relative paths of a recipe lie. What a recipe reads is looked for in the recipe's own
 * folder, then in the project's home (system property {@code deltatune.home}), then in the working
 * folder; the first place that has it wins. Behind {@code --set} the working folder comes first; a
 * default never means the recipe's folder. What a recipe writes goes below the working folder.
 * Absolute paths and URIs stand for themselves.
 *
 * @param recipeFolder the folder of the file in which the path is written
 * @param home the project's home
 * @param workingFolder the folder in which the command was given
 */
public record PathRule(Path recipeFolder, Path home, Path workingFolder) {
  /** The place of values that no recipe mentions. */
  static final String DEFAULT = "default";

  private static final Pattern REMOTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");
  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

  /** The rule for a path that stands at this position. */
  static PathRule of(Position position) {
    Path workingFolder = Path.of("").toAbsolutePath();
    Path home = Path.of(System.getProperty("deltatune.home", "")).toAbsolutePath();
    Path folder =
        switch (position.file()) {
          case DEFAULT -> home;
          case Settings.OPTION -> workingFolder;
          default -> workingFolder.resolve(position.file()).normalize().getParent();
        };
    return new PathRule(folder == null ? workingFolder : folder, home, workingFolder);
  }

  static boolean isRemote(String path) {
    return REMOTE.matcher(path).matches();
  }

  /** Where {@code written} is looked for, in this order, as absolute paths. */
  public List<Path> candidates(String written) {
    return List.of(recipeFolder, home, workingFolder).stream()
        .map(folder -> folder.resolve(written).normalize())
        .distinct()
        .toList();
  }

  /** The first candidate that exists; for a glob, the first whose fixed part exists. */
  public Optional<Path> find(String written) {
    return candidates(written).stream()
        .filter(path -> Files.exists(path) || Files.exists(fixedPart(path)))
        .findFirst();
  }

  /** Where {@code written} is created. */
  public Path output(String written) {
    return workingFolder.resolve(written).normalize();
  }

  private static Path fixedPart(Path path) {
    Path fixed = path;
    while (GLOB.matcher(fixed.toString()).find() && fixed.getParent() != null) {
      fixed = fixed.getParent();
    }
    return fixed;
  }
}
