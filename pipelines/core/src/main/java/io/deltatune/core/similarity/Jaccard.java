package io.deltatune.core.similarity;

/** The Jaccard index of two sets: what they share, divided by what they have together. */
public final class Jaccard {
  private Jaccard() {}

  /**
   * From 0 (nothing shared) to 1 (the same); 0 where both are empty, for then there is nothing to
   * compare.
   *
   * @param one sorted, without repetitions
   * @param other likewise
   */
  public static double index(long[] one, long[] other) {
    int shared = 0;
    int i = 0;
    int j = 0;
    while (i < one.length && j < other.length) {
      if (one[i] == other[j]) {
        shared++;
        i++;
        j++;
      } else if (one[i] < other[j]) {
        i++;
      } else {
        j++;
      }
    }
    int together = one.length + other.length - shared;
    return together == 0 ? 0 : (double) shared / together;
  }

  /** The index of two texts' word n-grams. */
  public static double ofTexts(String one, String other, int n) {
    return index(Shingles.set(one, n), Shingles.set(other, n));
  }
}
