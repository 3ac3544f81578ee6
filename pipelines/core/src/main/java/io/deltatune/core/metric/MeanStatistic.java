package io.deltatune.core.metric;

/**
 * Numbers from 0 to 1 as two integers each, whose sums are exact: units of 2^-31, and the rest in
 * units of 2^-62. Up to 2^32 rows can be added. A double of 2^-9 or more passes unchanged.
 */
final class MeanStatistic {
  private static final double UNIT = 0x1p31;

  private MeanStatistic() {}

  /** The statistic of a row of numbers: the row, then two integers for each. */
  static long[] of(double... numbers) {
    long[] statistic = new long[1 + 2 * numbers.length];
    statistic[0] = 1;
    for (int i = 0; i < numbers.length; i++) {
      double scaled = numbers[i] * UNIT;
      long units = (long) scaled;
      statistic[1 + 2 * i] = units;
      statistic[2 + 2 * i] = Math.round((scaled - (double) units) * UNIT);
    }
    return statistic;
  }

  /** The mean of a number over the rows, 0 where there are none. */
  static double mean(long[] sum, int index) {
    return sum[0] == 0
        ? 0
        : ((double) sum[1 + 2 * index] / UNIT + (double) sum[2 + 2 * index] / (UNIT * UNIT))
            / (double) sum[0];
  }
}
