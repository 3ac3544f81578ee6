package io.deltatune.data.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.deltatune.core.metric.Metric;
import io.deltatune.core.metric.MetricTotal;
import io.deltatune.core.metric.Metrics;
import io.deltatune.data.Serialised;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

class ShippedFunctionsTest {
  private static final String ANSWER = "The river runs to the green sea.";
  private static final String REFERENCE = "The river runs down to the sea.";

  @Test
  void aggregatesAndRowFunctionsComputeTheSameAfterTheyWereShipped() throws Exception {
    for (Metric metric : Metrics.ALL) {
      double expected = metric.value(metric.statistic(ANSWER, List.of(REFERENCE)));
      MetricAggregate aggregate = Serialised.copy(new MetricAggregate(metric));
      MetricTotal total =
          Serialised.copy(aggregate.reduce(aggregate.zero(), new Tuple2<>(ANSWER, REFERENCE)));
      assertEquals(expected, aggregate.finish(total), metric.name());
      assertEquals(
          metric.rowValue(metric.statistic(ANSWER, List.of(REFERENCE))),
          Serialised.copy(new RowScoreFunction(metric)).call(ANSWER, REFERENCE),
          metric.name());
    }
  }

  @Test
  void theRowScorerScoresTheSameAfterItWasShipped() throws Exception {
    Row row = RowFactory.create("g", "e", ANSWER, REFERENCE);
    List<Row> expected = List.of(new RowScorer(Metrics.ALL).call(row).next());
    assertEquals(expected, List.of(Serialised.copy(new RowScorer(Metrics.ALL)).call(row).next()));
  }
}
