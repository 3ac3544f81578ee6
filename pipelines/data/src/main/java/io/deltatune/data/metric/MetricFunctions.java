package io.deltatune.data.metric;

import io.deltatune.core.metric.Metric;
import io.deltatune.core.metric.Metrics;
import java.util.Locale;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Metrics as functions of (answer, reference). In SQL every metric of {@link Metrics#ALL} has two:
 * {@code corpus_bleu(answer, reference)}, an aggregate, and {@code row_bleu(answer, reference)}, of
 * one row.
 */
public final class MetricFunctions {
  private MetricFunctions() {}

  /** Registers all functions in a session, under temporary names. */
  public static void register(SparkSession spark) {
    Metrics.ALL.forEach(metric -> register(spark, metric));
  }

  /** Registers the functions of the metrics that a statement calls. */
  public static void registerMentioned(SparkSession spark, String statement) {
    String mentions = statement.toLowerCase(Locale.ROOT);
    Metrics.ALL.stream()
        .filter(
            metric ->
                mentions.contains(corpusName(metric) + "(")
                    || mentions.contains(rowName(metric) + "("))
        .forEach(metric -> register(spark, metric));
  }

  private static void register(SparkSession spark, Metric metric) {
    spark.udf().register(corpusName(metric), aggregate(metric));
    spark.udf().register(rowName(metric), new RowScoreFunction(metric), DataTypes.DoubleType);
  }

  /** The score over many rows, for {@code agg(aggregate(metric).apply(answer, reference))}. */
  public static UserDefinedFunction aggregate(Metric metric) {
    return functions.udaf(
        new MetricAggregate(metric), Encoders.tuple(Encoders.STRING(), Encoders.STRING()));
  }

  /** The name of a metric's aggregate in SQL. */
  public static String corpusName(Metric metric) {
    return "corpus_" + metric.name();
  }

  /** The name of a metric's function of one row in SQL. */
  public static String rowName(Metric metric) {
    return "row_" + metric.name();
  }
}
