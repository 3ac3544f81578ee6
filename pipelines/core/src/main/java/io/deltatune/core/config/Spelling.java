package io.deltatune.core.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a misspelt name was meant to be. */
final class Spelling {
  private Spelling() {}

  /** The nearest of the known names, if one is near enough to have been meant. */
  static Optional<String> nearest(String name, Collection<String> known) {
    int tolerated = Math.max(1, name.length() / 3);
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= tolerated)
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /**
   * The Damerau-Levenshtein distance (optimal string alignment): insertions, deletions,
   * replacements and swaps of neighbours.
   */
  static int distance(String left, String right) {
    int[][] table = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        table[i][j] = i == 0 || j == 0 ? i + j : step(table, left, right, i, j);
      }
    }
    return table[left.length()][right.length()];
  }

  private static int step(int[][] table, String left, String right, int i, int j) {
    int replaced = table[i - 1][j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1);
    return swapped ? Math.min(best, table[i - 2][j - 2] + 1) : best;
  }
}
