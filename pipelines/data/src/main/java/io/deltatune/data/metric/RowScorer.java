package io.deltatune.data.metric;

import io.deltatune.core.metric.Metric;
import io.deltatune.data.row.RowScoreRow;
import io.deltatune.data.table.RecordCodec;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Turns a row (generation_id, example_id, answer, reference) into one row score for each metric.
 */
final class RowScorer implements FlatMapFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final List<Metric> metrics;
  private final RecordCodec<RowScoreRow> codec = RecordCodec.of(RowScoreRow.class);

  RowScorer(List<? extends Metric> metrics) {
    this.metrics = List.copyOf(metrics);
  }

  @Override
  public Iterator<Row> call(Row row) {
    List<String> reference = List.of(row.getString(3));
    return metrics.stream().map(metric -> codec.encode(score(metric, row, reference))).iterator();
  }

  private static RowScoreRow score(Metric metric, Row row, List<String> reference) {
    double value = metric.rowValue(metric.statistic(row.getString(2), reference));
    return new RowScoreRow(
        row.getString(0), row.getString(1), metric.name(), value, metric.rowSignature(1));
  }
}
