package io.deltatune.model.train;

/**
 * Which held-out measurement counts as the best.
 *
 * @param metric {@code loss}, or one of the objective's own figures
 * @param greaterIsBetter whether a higher one is better
 * @param patience the run ends after so many measurements in a row without a gain; 0 for never
 * @param threshold a gain of no more than this does not count against the patience
 */
public record BestRule(String metric, boolean greaterIsBetter, int patience, double threshold) {
  /**
   * The best measurement so far.
   *
   * @param step after which it was taken
   * @param value of the metric
   * @param since measurements after it without a gain that counts
   */
  record Best(long step, double value, int since) {}

  /** How much better a value is than another; not a number is never better. */
  private double gain(double value, double than) {
    return greaterIsBetter ? value - than : than - value;
  }

  /** The best measurement behind another one, after a step. */
  Best after(Best before, long step, double value) {
    double gain = before == null ? Double.POSITIVE_INFINITY : gain(value, before.value());
    if (Double.isNaN(value)) {
      return before == null ? null : new Best(before.step(), before.value(), before.since() + 1);
    }
    int since = gain > threshold ? 0 : before.since() + 1;
    return gain > 0 ? new Best(step, value, since) : new Best(before.step(), before.value(), since);
  }

  /** Whether the patience is at its end. */
  boolean isExhausted(Best best) {
    return patience > 0 && best.since() >= patience;
  }
}
