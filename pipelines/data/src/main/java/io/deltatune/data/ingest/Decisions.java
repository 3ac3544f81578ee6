package io.deltatune.data.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.substring_index;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.deltatune.data.row.QuarantineRow;
import io.deltatune.data.settle.Settlement;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The candidates of a run with what was decided on each, as the rows of every table.
 *
 * @param all {@link Candidate} with the columns of {@link Settlement}; {@code final_reason} says
 *     why there is no example of it, by the rules or by the settlement
 */
record Decisions(Dataset<Row> all) {
  /** What became of an example; null of rows without one. */
  static final String FATE = "fate";

  static Decisions of(Dataset<Row> candidates, Dataset<Row> settled) {
    return new Decisions(
        candidates
            .join(settled.withColumnRenamed("reason", "left_out_for"), "key", "left_outer")
            .withColumn("final_reason", coalesce(col("reason"), col("left_out_for"))));
  }

  /** Rows of {@code raw_records}. */
  static Dataset<Row> raw(Dataset<Row> candidates) {
    return candidates.filter(col("part").equalTo(1)).drop("text").withColumnRenamed("raw", "text");
  }

  /** New examples of all kinds, with the columns of each of their tables. */
  Dataset<Row> fresh() {
    return all.filter(fate(Settlement.NEW))
        .withColumn("id", col("example_id"))
        .withColumn(
            "joined",
            transform(col("joined"), row -> struct(row.getField("file"), row.getField("line"))));
  }

  /** Entries of the register of splits for new examples. */
  Dataset<Row> splits(long seed) {
    return all.filter(fate(Settlement.NEW))
        .withColumn("seed", coalesce(col("assigned_seed"), lit(seed)));
  }

  /** Rows of {@code quarantine}. */
  Dataset<Row> refused() {
    Column text = coalesce(col("raw"), lit("an example of a row that stands in raw_records"));
    Column detail =
        coalesce(
            col("detail"),
            lit("it belongs to groups that stand in different splits; see the table splits"));
    return all.filter(col("final_reason").isNotNull())
        .withColumn("part", when(col("parts").gt(1), col("part")))
        .withColumn("reason", col("final_reason"))
        .withColumn("detail", detail)
        .withColumn("text", substring(text, 1, QuarantineRow.TEXT_LIMIT));
  }

  /** Rows of {@code duplicates}. */
  Dataset<Row> duplicates() {
    return all.filter(fate(Settlement.DUPLICATE))
        .withColumn("kind", col("duplicate_kind"))
        .withColumn("kept_example_id", coalesce(col("kept_example_id"), col("example_id")));
  }

  /** Rows of {@code contamination}: of examples that are kept, or were refused for it. */
  Dataset<Row> overlaps() {
    return all.filter(
            fate(Settlement.NEW)
                .or(fate(Settlement.BEFORE))
                .or(col("reason").equalTo(Examiner.CONTAMINATED)))
        .select(
            col("example_id"),
            col("source"),
            col("file"),
            col("line"),
            when(col("reason").equalTo(Examiner.CONTAMINATED), lit("remove"))
                .otherwise(lit("flag"))
                .as("action"),
            explode(col("overlaps")).as("overlap"))
        .select(
            col("example_id"),
            col("source"),
            col("file"),
            col("line"),
            col("action"),
            col("overlap.*"));
  }

  /** Rows of {@code rule_counts}. */
  static Dataset<Row> ruleCounts(Dataset<Row> candidates) {
    return candidates
        .select(col("source"), explode(col("findings")).as("finding"))
        .groupBy("source", "finding")
        .count()
        .withColumn("rule", substring_index(col("finding"), ":", 1))
        .withColumn("action", substring_index(col("finding"), ":", -1))
        .withColumnRenamed("count", "rows");
  }

  /** How many kept examples have a group that was split under another seed, which holds. */
  long underAnotherSeed(long seed) {
    return all.filter(
            fate(Settlement.NEW)
                .or(fate(Settlement.BEFORE))
                .and(col("assigned_seed").notEqual(seed)))
        .count();
  }

  private static Column fate(String fate) {
    return col(FATE).equalTo(fate);
  }
}
