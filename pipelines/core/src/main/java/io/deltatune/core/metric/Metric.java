package io.deltatune.core.metric;

import java.io.Serializable;
import java.util.List;

/**
 * A metric of answers against references. What it knows of a row is a fixed number of 64-bit
 * integers; what it knows of many rows is the sum of theirs, so that the order and the grouping of
 * the additions never change a score. Scores run from 0 to 100. Every implementation stands on the
 * list of {@link Metrics}; all are immutable.
 */
public interface Metric extends Serializable {
  /** Stands in a signature where rows have different numbers of references. */
  int VARIABLE_REFERENCES = -1;

  /** The name that recipes and tables use. */
  String name();

  /** How many integers {@link #statistic} gives. */
  int width();

  /**
   * What is to be added up for one row; the first integer is always 1, the row.
   *
   * @param references at least one text
   * @throws IllegalArgumentException if there is no reference
   */
  long[] statistic(String answer, List<String> references);

  /** The score of all rows whose statistics were added; 0 for none. */
  double value(long[] sum);

  /** The score of one row alone, which may be defined otherwise than that of many. */
  default double rowValue(long[] statistic) {
    return value(statistic);
  }

  /**
   * How {@link #value} was computed, down to what changes a score.
   *
   * @param references the references that each row has, or {@link #VARIABLE_REFERENCES}
   */
  String signature(int references);

  /** How {@link #rowValue} was computed. */
  default String rowSignature(int references) {
    return signature(references);
  }
}
