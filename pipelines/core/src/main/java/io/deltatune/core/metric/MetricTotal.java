package io.deltatune.core.metric;

import java.io.Serializable;
import java.util.List;

/**
 * The running sum of a metric's statistics. Mutable; not thread-safe.
 *
 * @see Metric
 */
public final class MetricTotal implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Metric metric;
  private final long[] sum;

  /** No rows yet. */
  public MetricTotal(Metric metric) {
    this.metric = metric;
    this.sum = new long[metric.width()];
  }

  /** Adds a row, and returns its statistic. */
  public long[] add(String answer, List<String> references) {
    long[] statistic = metric.statistic(answer, references);
    add(statistic);
    return statistic;
  }

  /**
   * Adds the statistic of a row, or a sum of some.
   *
   * @throws IllegalArgumentException if it is not of this metric's width
   * @throws ArithmeticException if the sum exceeds 64 bits
   */
  public void add(long[] statistic) {
    if (statistic.length != sum.length) {
      throw new IllegalArgumentException(
          metric.name() + " counts " + sum.length + " integers, not " + statistic.length);
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] = Math.addExact(sum[i], statistic[i]);
    }
  }

  /** Adds all rows of another total of the same metric. */
  public void merge(MetricTotal other) {
    add(other.sum);
  }

  /** The score of all rows. */
  public double value() {
    return metric.value(sum);
  }

  /** The number of rows. */
  public long rows() {
    return sum[0];
  }

  /** The sum, to be kept in a table or sent to another total. */
  public long[] sum() {
    return sum.clone();
  }
}
