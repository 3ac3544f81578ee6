package io.deltatune.core.config;

import java.nio.file.Path;

/**
 * A file, folder or glob that a recipe reads.
 *
 * @param written as the recipe has it; this, not {@code resolved}, goes into the recipe's hash
 * @param resolved where it was found ({@link PathRule}): an absolute local path, or a URI as
 *     written
 */
public record InputPath(String written, String resolved) {
  /** A path that was not read from a recipe; relative ones belong to the working folder. */
  public static InputPath of(Path path) {
    return new InputPath(path.toString(), path.toAbsolutePath().normalize().toString());
  }

  /**
   * The local path.
   *
   * @throws IllegalStateException if this is a URI of another file system
   */
  public Path path() {
    if (isRemote()) {
      throw new IllegalStateException(resolved + " is not a local path");
    }
    return Path.of(resolved);
  }

  /** Whether this is a URI ({@code s3a://...}) that only Hadoop can open. */
  public boolean isRemote() {
    return PathRule.isRemote(resolved);
  }
}
