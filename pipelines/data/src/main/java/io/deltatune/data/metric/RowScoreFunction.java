package io.deltatune.data.metric;

import io.deltatune.core.metric.Metric;
import java.util.List;
import org.apache.spark.sql.api.java.UDF2;

/** The score of one answer against one reference; null if either is null. */
public final class RowScoreFunction implements UDF2<String, String, Double> {
  private static final long serialVersionUID = 1L;

  private final Metric metric;

  /** The row function of a metric. */
  public RowScoreFunction(Metric metric) {
    this.metric = metric;
  }

  @Override
  public Double call(String answer, String reference) {
    if (answer == null || reference == null) {
      return null;
    }
    return metric.rowValue(metric.statistic(answer, List.of(reference)));
  }
}
