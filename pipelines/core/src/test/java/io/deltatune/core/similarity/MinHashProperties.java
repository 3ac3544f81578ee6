package io.deltatune.core.similarity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MinHashProperties {
  private static final MinHash MANY = new MinHash(64, 8);

  @Property(tries = 100)
  void theEstimateIsNearTheJaccardIndex(
      @ForAll @IntRange(min = 0, max = 200) int shared,
      @ForAll @IntRange(min = 1, max = 200) int only,
      @ForAll long seed) {
    long[] one = new long[shared + only];
    long[] other = new long[shared + only];
    draw(new Random(seed), one, other, shared);
    double index = (double) shared / (shared + 2 * only);
    double estimate = MinHash.estimate(MANY.signature(one), MANY.signature(other));
    // Five standard deviations of the binomial distribution over 512 places.
    assertEquals(index, estimate, 5 * Math.sqrt(index * (1 - index) / 512) + 1e-9);
  }

  /** The share of pairs of an index that share a band is the one that the formula gives. */
  @Test
  void alikeTextsShareABandAsOftenAsTheFormulaSays() {
    MinHash minHash = new MinHash(20, 6);
    Random random = new Random(1);
    int pairs = 3000;
    for (int shared : new int[] {50, 67, 80}) {
      // Of 100 different n-grams together, this many are shared.
      int only = (100 - shared) / 2;
      double index = (double) shared / (shared + 2 * only);
      int found = 0;
      for (int i = 0; i < pairs; i++) {
        long[] one = new long[shared + only];
        long[] other = new long[shared + only];
        draw(random, one, other, shared);
        found += shareABand(minHash, one, other) ? 1 : 0;
      }
      double expected = minHash.probability(index);
      double deviation = Math.sqrt(expected * (1 - expected) / pairs);
      assertEquals(expected, (double) found / pairs, 5 * deviation + 0.003, "index " + index);
    }
    // 1 - (1 - 0.8^6)^20, by hand: 0.8^6 = 0.262144; 0.737856^20 = 0.002288.
    assertEquals(0.9977, minHash.probability(0.8), 1e-4);
  }

  @Test
  void repeatedNgramsAndTheirOrderMakeNoDifference() {
    assertTrue(
        Arrays.equals(
            MANY.signature(new long[] {1L << 40, 2L << 40}),
            MANY.signature(new long[] {2L << 40, 1L << 40, 2L << 40})));
  }

  private static void draw(Random random, long[] one, long[] other, int shared) {
    for (int i = 0; i < one.length; i++) {
      one[i] = random.nextLong();
      other[i] = i < shared ? one[i] : random.nextLong();
    }
  }

  private static boolean shareABand(MinHash minHash, long[] one, long[] other) {
    long[] bands = minHash.bands(minHash.signature(one));
    long[] others = minHash.bands(minHash.signature(other));
    for (int i = 0; i < bands.length; i++) {
      if (bands[i] == others[i]) {
        return true;
      }
    }
    return false;
  }
}
