package io.deltatune.data.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.metric.Metric;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Scores answers against the references of their examples, on the executors. */
public final class Scoring {
  private final Warehouse warehouse;
  private final List<Metric> metrics;

  /** Scoring by these metrics. */
  public Scoring(Warehouse warehouse, List<? extends Metric> metrics) {
    this.warehouse = warehouse;
    this.metrics = List.copyOf(metrics);
  }

  /**
   * Answers beside their references: {@code generation_id}, {@code example_id}, {@code answer},
   * {@code reference}.
   *
   * @param generations rows of {@code generations}; those without an example are left out
   */
  public Dataset<Row> pairs(Dataset<Row> generations) {
    Dataset<Row> references =
        warehouse
            .read(Tables.INSTRUCTION_EXAMPLES)
            .select(col("id").as("example_id"), col("answer").as("reference"));
    return generations
        .select(col("id").as("generation_id"), col("example_id"), col("answer"))
        .join(references, "example_id")
        .select("generation_id", "example_id", "answer", "reference");
  }

  /**
   * Writes a row score for each pair and metric where there is none yet.
   *
   * @param pairs as {@link #pairs} gives them, each pair once
   * @return how many were new
   */
  public long writeRowScores(Dataset<Row> pairs) {
    Dataset<Row> scores =
        warehouse
            .spark()
            .createDataFrame(
                pairs.javaRDD().flatMap(new RowScorer(metrics)),
                Tables.ROW_SCORES.codec().schema());
    return warehouse.insertAbsent(Tables.ROW_SCORES, scores);
  }

  /**
   * The scores over all pairs, in the order of the metrics, from one pass.
   *
   * @throws UserError if there are no pairs
   */
  public List<CorpusScore> corpusScores(Dataset<Row> pairs) {
    Column[] aggregates =
        metrics.stream()
            .map(metric -> MetricFunctions.aggregate(metric).apply(col("answer"), col("reference")))
            .toArray(Column[]::new);
    Row row = pairs.agg(count(lit(1)), aggregates).first();
    long rows = row.getLong(0);
    if (rows == 0) {
      throw new UserError(
          ErrorCode.DATA,
          "there is nothing to score",
          "no answer belongs to an example of " + warehouse.path(),
          "generate answers to the examples' prompts first");
    }
    List<CorpusScore> scores = new ArrayList<>();
    for (int i = 0; i < metrics.size(); i++) {
      Metric metric = metrics.get(i);
      scores.add(new CorpusScore(metric.name(), row.getDouble(i + 1), rows, metric.signature(1)));
    }
    return scores;
  }
}
