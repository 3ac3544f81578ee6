package io.deltatune.data.ingest;

import static io.deltatune.data.ingest.RowWays.WAY;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.deltatune.data.ingest.Accounts.Way;
import io.deltatune.data.row.QuarantineRow;
import io.deltatune.data.settle.Settlement;
import io.deltatune.data.source.FilePlace;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The candidates of a run with what was decided on each, as the rows of every table.
 *
 * @param all {@link Candidate} with the columns of {@link Settlement} and {@link RowWays}; {@code
 *     final_reason} says why there is no example of it, by the rules or by the settlement
 */
record Decisions(Dataset<Row> all) {
  /** What became of an example; null of rows without one. */
  static final String FATE = "fate";

  private static final String JOINS =
      "it belongs to groups that stand in different splits; see the table splits";

  /**
   * @param settled what became of those that are examples
   * @param standing the {@code key} of refused examples that a table holds from an earlier run
   */
  static Decisions of(
      Dataset<Row> candidates, Dataset<Row> settled, Optional<Dataset<Row>> standing) {
    Dataset<Row> decided =
        candidates
            .join(settled.withColumnRenamed("reason", "left_out_for"), "key", "left_outer")
            .withColumn("final_reason", coalesce(col("reason"), col("left_out_for")));
    if (standing.isPresent()) {
      Dataset<Row> keys = standing.get().select(col("key"), lit(true).as("stands"));
      decided =
          decided
              .join(keys, new String[] {"key"}, "left_outer")
              .withColumn(FATE, when(col("stands"), Settlement.BEFORE).otherwise(col(FATE)))
              .drop("stands");
    }
    return new Decisions(RowWays.with(decided));
  }

  /** Rows of {@code raw_records}. */
  static Dataset<Row> raw(Dataset<Row> candidates) {
    return candidates.filter(col("part").equalTo(1)).drop("text").withColumnRenamed("raw", "text");
  }

  /**
   * New examples of all kinds, with the columns of each of their tables.
   *
   * @param tokenizer what counted tokens, if anything did
   */
  Dataset<Row> fresh(Optional<String> tokenizer) {
    return all.filter(fate(Settlement.NEW))
        .withColumn("tokenizer", lit(tokenizer.orElse(null)).cast("string"))
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

  /**
   * Rows of {@code quarantine}: an entry of each refused example, and of each row that was joined
   * into refused examples only.
   *
   * @param together whether rows give several examples, or are joined
   */
  Dataset<Row> refused(boolean together) {
    Column stands =
        when(
            col(FATE).equalTo(Settlement.BEFORE),
            concat(col("detail"), lit("; its example stands in a table, from an earlier run")));
    Dataset<Row> own =
        withRowWent(all.filter(col("final_reason").isNotNull()), together)
            .withColumn("part", when(col("parts").gt(1), col("part")))
            .withColumn("reason", col("final_reason"))
            .withColumn("detail", coalesce(stands, col("detail"), lit(JOINS)))
            .withColumn("text", excerpt());
    if (!together) {
      return own.select(columns(Tables.QUARANTINE));
    }
    Dataset<Row> parts =
        partsThatWent(Way.REFUSED)
            .withColumn("part", lit(null).cast("int"))
            .withColumn("reason", example("reason"))
            .withColumn("detail", concat(partOf(), coalesce(example("detail"), lit(JOINS))))
            .withColumn("text", excerpt());
    return union(Tables.QUARANTINE, own, parts);
  }

  private static Column excerpt() {
    Column text = coalesce(col("raw"), lit("an example of a row that stands in raw_records"));
    return substring(text, 1, QuarantineRow.TEXT_LIMIT);
  }

  /**
   * Rows of {@code duplicates}; as {@link #refused}, and an example that a row gives several times
   * has one entry.
   */
  Dataset<Row> duplicates(boolean together) {
    Dataset<Row> own =
        withRowWent(all.filter(fate(Settlement.DUPLICATE)), together)
            .withColumn("kind", col("duplicate_kind"))
            .withColumn("kept_example_id", coalesce(col("kept_example_id"), col("example_id")));
    if (!together) {
      return own.select(columns(Tables.DUPLICATES));
    }
    Dataset<Row> parts =
        partsThatWent(Way.DUPLICATE)
            .withColumn("example_id", example("example_id"))
            .withColumn("kind", example("duplicate_kind"))
            .withColumn("similarity", example("similarity"))
            .withColumn("kept_source", example("kept_source"))
            .withColumn("kept_file", example("kept_file"))
            .withColumn("kept_line", example("kept_line"))
            .withColumn(
                "kept_example_id", coalesce(example("kept_example_id"), example("example_id")));
    return union(Tables.DUPLICATES, own.dropDuplicates("id", "example_id"), parts);
  }

  /** Rows that went a way only as parts of examples of other rows. */
  private Dataset<Row> partsThatWent(Way way) {
    return RowWays.shared(all)
        .filter(RowWays.isUntold(way))
        .withColumn("row_went", RowWays.label(col(WAY)));
  }

  private static Column partOf() {
    return concat(
        lit("part of the example of "),
        FilePlace.of(example("file")),
        lit(" line "),
        example("line"),
        lit(": "));
  }

  private static Column example(String field) {
    return col(RowWays.EXAMPLE).getField(field);
  }

  /** Candidates with what became of their row, of all its examples. */
  private Dataset<Row> withRowWent(Dataset<Row> candidates, boolean together) {
    if (!together) {
      return candidates.withColumn("row_went", RowWays.label(col(WAY)));
    }
    Dataset<Row> ways = RowWays.shared(all).select(col("id"), col(WAY).as("row_way"));
    return candidates
        .join(ways, new String[] {"id"}, "left_outer")
        .withColumn("row_went", RowWays.label(coalesce(col("row_way"), col(WAY))));
  }

  /** What a table takes of the rows of a run, but for the run's id and time. */
  private static Column[] columns(Table<?> table) {
    return Arrays.stream(table.codec().schema().fieldNames())
        .filter(column -> !column.equals("run_id") && !column.equals("ingested_at"))
        .map(functions::col)
        .toArray(Column[]::new);
  }

  private static Dataset<Row> union(Table<?> table, Dataset<Row> one, Dataset<Row> other) {
    return one.select(columns(table)).union(other.select(columns(table)));
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
            when(col(FATE).isNull(), lit("remove")).otherwise(lit("flag")).as("action"),
            explode(col("overlaps")).as("overlap"))
        .select(
            col("example_id"),
            col("source"),
            col("file"),
            col("line"),
            col("action"),
            col("overlap.*"))
        .dropDuplicates(Tables.CONTAMINATION.key().toArray(String[]::new));
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
