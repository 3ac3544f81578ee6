package io.deltatune.core.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How many rows have which length, in tokens. It is exact, and as large as there are different
 * lengths; distributions of parts of the rows merge to that of all, in any order. Not thread-safe.
 */
public final class LengthDistribution {
  /** The bounds of buckets double in two steps: 16, 24, 32, 48, 64, ... */
  private static final int FIRST_BOUND = 16;

  private final NavigableMap<Integer, Long> rowsByLength = new TreeMap<>();
  private long rows;
  private long tokens;

  /**
   * Some rows of about the same length.
   *
   * @param above their lengths are above this
   * @param upTo and at most this
   * @param rows how many there are
   */
  public record Bucket(int above, int upTo, long rows) {}

  /**
   * Adds rows of one length.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public void add(int length, long count) {
    if (length < 0 || count < 0) {
      throw new IllegalArgumentException(count + " rows of the length " + length);
    }
    if (count > 0) {
      rowsByLength.merge(length, count, Long::sum);
      rows += count;
      tokens += length * count;
    }
  }

  /** Adds the rows of another distribution. */
  public void merge(LengthDistribution other) {
    Map.copyOf(other.rowsByLength).forEach(this::add);
  }

  /** The number of rows. */
  public long rows() {
    return rows;
  }

  /** The tokens of all rows: what an epoch costs. */
  public long tokens() {
    return tokens;
  }

  /** The mean length, 0 without rows. */
  public double mean() {
    return rows == 0 ? 0 : (double) tokens / rows;
  }

  /** The longest length, 0 without rows. */
  public int maximum() {
    return rows == 0 ? 0 : rowsByLength.lastKey();
  }

  /**
   * The smallest length that holds a share of the rows (nearest rank), 0 without rows.
   *
   * @param hundredths of the rows, 1 to 100
   */
  public int percentile(int hundredths) {
    // Whole numbers: the product of a share and a count would be off by a rounding.
    long rank = Math.addExact(Math.multiplyExact(rows, (long) hundredths), 99) / 100;
    long seen = 0;
    for (Map.Entry<Integer, Long> entry : rowsByLength.entrySet()) {
      seen += entry.getValue();
      if (seen >= rank) {
        return entry.getKey();
      }
    }
    return 0;
  }

  /** The number of rows that are longer than this. */
  public long longerThan(int length) {
    return rowsByLength.tailMap(length, false).values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The smallest multiple that holds a share of the rows: a length to train with, at least one
   * multiple.
   *
   * @param hundredths of the rows, 1 to 100
   */
  public int recommendedMaximum(int hundredths, int multiple) {
    int needed = Math.max(1, percentile(hundredths));
    return Math.multiplyExact((needed - 1) / multiple + 1, multiple);
  }

  /** The rows by buckets whose bounds are always the same, from the first that holds any. */
  public List<Bucket> histogram() {
    List<Bucket> buckets = new ArrayList<>();
    int above = -1;
    int bound = FIRST_BOUND;
    while (above < maximum() && rows > 0) {
      long held =
          rowsByLength.subMap(above, false, bound, true).values().stream()
              .mapToLong(Long::longValue)
              .sum();
      if (held > 0 || !buckets.isEmpty()) {
        buckets.add(new Bucket(Math.max(above, 0), bound, held));
      }
      above = bound;
      bound = next(bound);
    }
    return List.copyOf(buckets);
  }

  private static int next(int bound) {
    boolean isPowerOfTwo = Integer.bitCount(bound) == 1;
    long next = isPowerOfTwo ? bound + bound / 2L : bound / 3L * 4;
    return (int) Math.min(next, Integer.MAX_VALUE);
  }
}
