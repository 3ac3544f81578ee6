package io.deltatune.data.metric;

import io.deltatune.core.metric.Metric;
import io.deltatune.core.metric.MetricTotal;
import java.util.List;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.expressions.Aggregator;
import scala.Tuple2;

/**
 * A metric over rows of (answer, reference). The partial sums are integers, so that partitions and
 * their order never change a score. As in SQL's own aggregates a row with a null counts for
 * nothing, and no rows give null.
 */
public final class MetricAggregate extends Aggregator<Tuple2<String, String>, MetricTotal, Double> {
  private static final long serialVersionUID = 1L;

  private final Metric metric;

  /** The aggregate of a metric. */
  public MetricAggregate(Metric metric) {
    this.metric = metric;
  }

  @Override
  public MetricTotal zero() {
    return new MetricTotal(metric);
  }

  @Override
  public MetricTotal reduce(MetricTotal total, Tuple2<String, String> row) {
    if (row._1() != null && row._2() != null) {
      total.add(row._1(), List.of(row._2()));
    }
    return total;
  }

  @Override
  public MetricTotal merge(MetricTotal total, MetricTotal other) {
    total.merge(other);
    return total;
  }

  @Override
  public Double finish(MetricTotal total) {
    return total.rows() == 0 ? null : total.value();
  }

  @Override
  public Encoder<MetricTotal> bufferEncoder() {
    return Encoders.javaSerialization(MetricTotal.class);
  }

  @Override
  public Encoder<Double> outputEncoder() {
    return Encoders.DOUBLE();
  }
}
