package io.deltatune.core.config;

/**
 * Where something stands in a recipe.
 *
 * @param file the file as the user named it, or {@code --set}
 * @param line 1 for the first line; 0 where lines mean nothing
 * @param column 1 for the first column; 0 where columns mean nothing
 */
public record Position(String file, int line, int column) {
  /** A place without lines. */
  public static Position of(String place) {
    return new Position(place, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line;
  }
}
