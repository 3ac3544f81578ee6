package io.deltatune.core.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.deltatune.core.statistics.LengthDistribution.Bucket;
import io.deltatune.core.statistics.TokenStatistics.Part;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LengthDistributionTest {
  @Test
  void percentilesAreThoseOfTheSortedLengths() {
    Random random = new Random(7);
    for (int rows : new int[] {1, 2, 3, 99, 100, 101, 1000}) {
      int[] lengths = random.ints(rows, 0, 700).toArray();
      LengthDistribution distribution = of(lengths);
      int[] sorted = Arrays.stream(lengths).sorted().toArray();
      for (int hundredths : new int[] {1, 50, 90, 95, 99, 100}) {
        // Nearest rank: the ceiling of the share of the rows, from 1.
        int rank = (rows * hundredths + 99) / 100;
        assertEquals(sorted[rank - 1], distribution.percentile(hundredths), rows + " rows");
      }
      assertEquals(sorted[rows - 1], distribution.maximum());
      assertEquals(Arrays.stream(lengths).sum(), distribution.tokens());
    }
  }

  @Test
  void partsMergeToTheWholeInAnyOrder() {
    LengthDistribution whole = of(3, 900, 17, 17, 64, 65);
    LengthDistribution merged = of(17, 65);
    merged.merge(of(900));
    merged.merge(of());
    merged.merge(of(64, 3, 17));
    assertEquals(whole.histogram(), merged.histogram());
    assertEquals(whole.rows(), merged.rows());
    assertEquals(whole.mean(), merged.mean());
    merged.merge(merged);
    assertEquals(2 * whole.tokens(), merged.tokens());
  }

  @Test
  void bucketsHaveFixedBoundsAndHoldEveryRowOnce() {
    assertEquals(
        List.of(
            new Bucket(16, 24, 2),
            new Bucket(24, 32, 1),
            new Bucket(32, 48, 0),
            new Bucket(48, 64, 1),
            new Bucket(64, 96, 1)),
        of(17, 24, 32, 64, 65).histogram());
    assertEquals(List.of(new Bucket(0, 16, 2)), of(0, 16).histogram());
    assertEquals(List.of(), of().histogram());
    List<Bucket> longest = of(Integer.MAX_VALUE).histogram();
    assertEquals(Integer.MAX_VALUE, longest.get(longest.size() - 1).upTo());
  }

  @Test
  void theRecommendedMaximumIsTheSmallestMultipleThatHoldsTheShare() {
    int[] lengths = new int[200];
    Arrays.fill(lengths, 100);
    lengths[0] = 5000;
    lengths[1] = 129;
    assertEquals(128, of(lengths).recommendedMaximum(99, 64), "198 of 200 are 99 %");
    lengths[2] = 128;
    assertEquals(128, of(lengths).recommendedMaximum(99, 64));
    assertEquals(5056, of(lengths).recommendedMaximum(100, 64));
    assertEquals(64, of().recommendedMaximum(99, 64));
    assertEquals(1, of(lengths).longerThan(129));
    assertEquals(2, of(lengths).longerThan(128));
  }

  @Test
  void aPromptAndItsAnswerCountTogether() {
    TokenStatistics statistics = new TokenStatistics();
    statistics.add(10, 5);
    TokenStatistics other = new TokenStatistics();
    other.add(1, 40);
    statistics.merge(other);
    assertEquals(11, statistics.of(Part.PROMPT).tokens());
    assertEquals(45, statistics.of(Part.ANSWER).tokens());
    assertEquals(41, statistics.of(Part.WHOLE).maximum());
    assertEquals("whole", Part.WHOLE.label());
  }

  @Test
  void negativeNumbersAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new LengthDistribution().add(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> new LengthDistribution().add(1, -1));
  }

  private static LengthDistribution of(int... lengths) {
    LengthDistribution distribution = new LengthDistribution();
    for (int length : lengths) {
      distribution.add(length, 1);
    }
    return distribution;
  }
}
