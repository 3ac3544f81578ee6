package io.deltatune.core.similarity;

import java.util.Arrays;

/**
 * The word n-grams of a text as 64-bit hashes. A text of fewer words than {@code n}, but at least
 * one, has a single n-gram, of all its words.
 */
public final class Shingles {
  private Shingles() {}

  /**
   * The n-grams in the order of their first words, repeated ones included: a polynomial over the
   * words' hashes, rolled from each n-gram to the next (Karp and Rabin 1987), then mixed.
   */
  public static long[] of(Words words, int n) {
    int length = Math.min(n, words.count());
    long[] hashes = new long[length == 0 ? 0 : words.count() - length + 1];
    long rolling = 0;
    long leaving = 1;
    for (int i = 0; i < length; i++) {
      rolling = (rolling + words.hash(i)) * Hashing.GOLDEN;
      leaving *= Hashing.GOLDEN;
    }
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = Hashing.mix(rolling);
      if (i + length < words.count()) {
        rolling = (rolling - words.hash(i) * leaving + words.hash(i + length)) * Hashing.GOLDEN;
      }
    }
    return hashes;
  }

  /** The distinct n-grams, sorted. */
  public static long[] set(Words words, int n) {
    return distinct(of(words, n));
  }

  /** The distinct n-grams of a text, sorted. */
  public static long[] set(String text, int n) {
    return set(Words.of(text), n);
  }

  /** The distinct values, sorted; the array given is sorted too. */
  public static long[] distinct(long[] hashes) {
    Arrays.sort(hashes);
    int distinct = 0;
    for (int i = 0; i < hashes.length; i++) {
      if (i == 0 || hashes[i] != hashes[i - 1]) {
        hashes[distinct++] = hashes[i];
      }
    }
    return Arrays.copyOf(hashes, distinct);
  }
}
