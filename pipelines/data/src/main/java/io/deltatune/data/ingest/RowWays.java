package io.deltatune.data.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.array_union;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.deltatune.core.recipe.ingest.QualityRules.Action;
import io.deltatune.data.ingest.Accounts.Way;
import io.deltatune.data.settle.Settlement;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What becomes of source rows. A row goes the best {@link Way} of the examples that it has a part
 * in: most rows give one example, of themselves alone; the others are looked at together.
 */
final class RowWays {
  /** The rank of a candidate's way. */
  static final String WAY = "way";

  /** Whether a row's only candidate is of that row only. */
  static final String ALONE = "alone";

  /** What found something in a candidate, {@code rule:action}, the reason of a refusal included. */
  static final String RULES = "rules";

  /** The rank of the way of a row's own examples. */
  static final String OWN_WAY = "own_way";

  /** The example that decided on a row's way. */
  static final String EXAMPLE = "example";

  /** A row that is only known from the examples of others. */
  private static final int NONE = -1;

  private RowWays() {}

  /** Candidates that were decided on, with {@code way}, {@code alone} and {@code rules}. */
  static Dataset<Row> with(Dataset<Row> decided) {
    Column refusal = concat(col("final_reason"), lit(":" + Action.REFUSE.label()));
    Column rules =
        when(col("final_reason").isNull(), col("findings"))
            .otherwise(array_union(col("findings"), array(refusal)));
    return decided
        .withColumn(WAY, way())
        .withColumn(
            ALONE,
            col("parts")
                .equalTo(1)
                .and(size(col("joined")).equalTo(0))
                .and(not(is(Candidate.JOINED))))
        .withColumn(RULES, rules);
  }

  private static Column way() {
    Column fate = col(Decisions.FATE);
    return when(fate.equalTo(Settlement.NEW), Way.KEPT_NEW.rank())
        .when(fate.equalTo(Settlement.BEFORE), Way.KEPT_BEFORE.rank())
        .when(fate.equalTo(Settlement.DUPLICATE), Way.DUPLICATE.rank())
        .when(coalesce(col("final_reason"), fate).isNotNull(), Way.REFUSED.rank())
        .otherwise(NONE);
  }

  private static Column is(String kind) {
    return col("kind").equalTo(kind);
  }

  /**
   * The rows that are not alone, one each: {@code id}, {@code source}, {@code file}, {@code line},
   * {@code raw}, {@code way}, {@code own_way}, {@code rules} and {@code example}.
   *
   * @param candidates of {@link #with}
   */
  static Dataset<Row> shared(Dataset<Row> candidates) {
    Column example =
        struct(
            col("file"),
            col("line"),
            col("final_reason").as("reason"),
            col("detail"),
            col("example_id"),
            col("duplicate_kind"),
            col("similarity"),
            col("kept_source"),
            col("kept_file"),
            col("kept_line"),
            col("kept_example_id"));
    Column order = struct(col(WAY), col("file_order").multiply(-1), col("line").multiply(-1));
    Dataset<Row> shared =
        candidates
            .filter(not(col(ALONE)).and(not(is(Candidate.READ))))
            .withColumn(EXAMPLE, example)
            .withColumn("order", order);
    Dataset<Row> own =
        shared.select(
            col("id"),
            col("source"),
            col("file"),
            col("line"),
            col("raw"),
            col(WAY),
            col(WAY).as(OWN_WAY),
            col(RULES),
            col("order"),
            col(EXAMPLE));
    Dataset<Row> parts =
        shared
            .withColumn("row", explode(col("joined")))
            .select(
                col("row.id"),
                col("source"),
                col("row.file"),
                col("row.line"),
                lit(null).cast("string").as("raw"),
                col(WAY),
                lit(NONE).as(OWN_WAY),
                col(RULES),
                col("order"),
                col(EXAMPLE));
    return own.union(parts)
        .groupBy("id", "source", "file", "line")
        .agg(
            max("raw").as("raw"),
            max(WAY).as(WAY),
            max(OWN_WAY).as(OWN_WAY),
            array_sort(array_distinct(flatten(collect_set(RULES)))).as(RULES),
            max_by(col(EXAMPLE), col("order")).as(EXAMPLE));
  }

  /** Whether a row that went this way has no example of its own that did. */
  static Column isUntold(Way way) {
    return col(WAY).equalTo(way.rank()).and(col(OWN_WAY).lt(way.rank()));
  }

  /** What the tables call the way of a row. */
  static Column label(Column way) {
    return when(way.geq(Way.KEPT_BEFORE.rank()), "out")
        .when(way.equalTo(Way.DUPLICATE.rank()), "duplicate")
        .otherwise("quarantined");
  }
}
