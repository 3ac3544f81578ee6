package io.deltatune.core.similarity;

import java.io.Serializable;

/**
 * MinHash (Broder 1997) with banding (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets,
 * 3.4). A signature holds, for each of {@code bands x rows} hash functions, the least value over a
 * text's n-grams; two signatures agree in a place with the probability of their sets' Jaccard
 * index. A band is a hash of {@code rows} places; texts of the index {@code s} share one at least
 * with the probability {@link #probability}.
 *
 * <p>The functions are {@code a x + b} modulo 2^32 with odd {@code a}, over n-grams that are well
 * mixed already. They are fixed for ever, so that signatures of different runs compare.
 */
public final class MinHash implements Serializable {
  /** Stands in {@code signatures.parameters}; another number where the functions change. */
  static final int VERSION = 1;

  private static final long serialVersionUID = 1L;

  private final int bands;
  private final int rows;
  private final int[] factors;
  private final int[] terms;

  /**
   * @throws IllegalArgumentException if a number is below 1
   */
  public MinHash(int bands, int rows) {
    if (bands < 1 || rows < 1) {
      throw new IllegalArgumentException(bands + " bands of " + rows + " rows");
    }
    this.bands = bands;
    this.rows = rows;
    factors = new int[bands * rows];
    terms = new int[bands * rows];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = (int) (Hashing.mix((2L * i + 1) * Hashing.GOLDEN) >>> 32) | 1;
      terms[i] = (int) (Hashing.mix((2L * i + 2) * Hashing.GOLDEN) >>> 32);
    }
  }

  /**
   * The least value of each function over n-grams, of which repeated ones make no difference; all
   * the greatest where there are none.
   */
  public int[] signature(long[] shingles) {
    int[] values = new int[shingles.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) (shingles[i] >>> 32);
    }
    int[] signature = new int[factors.length];
    for (int i = 0; i < signature.length; i++) {
      signature[i] = least(values, factors[i], terms[i]);
    }
    return signature;
  }

  private static int least(int[] values, int factor, int term) {
    int least = Integer.MAX_VALUE;
    for (int value : values) {
      least = Math.min(least, value * factor + term);
    }
    return least;
  }

  /** The hash of each band of a signature; those of different bands differ. */
  public long[] bands(int[] signature) {
    long[] hashes = new long[bands];
    for (int band = 0; band < bands; band++) {
      long hash = Hashing.mix(band + 1);
      for (int row = 0; row < rows; row++) {
        hash = Hashing.mix(hash + signature[band * rows + row]);
      }
      hashes[band] = hash;
    }
    return hashes;
  }

  /** The share of places in which two signatures agree: an estimate of the Jaccard index. */
  public static double estimate(int[] one, int[] other) {
    int same = 0;
    for (int i = 0; i < one.length; i++) {
      same += one[i] == other[i] ? 1 : 0;
    }
    return (double) same / one.length;
  }

  /** The probability that two texts of a Jaccard index share a band: 1 - (1 - s^rows)^bands. */
  public double probability(double index) {
    return 1 - Math.pow(1 - Math.pow(index, rows), bands);
  }
}
