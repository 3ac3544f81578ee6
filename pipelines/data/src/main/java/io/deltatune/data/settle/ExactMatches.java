package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.deltatune.core.example.SplitAssigner;
import io.deltatune.data.source.FilePlace;
import io.deltatune.data.table.Warehouse;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/**
 * The first step: of rows with the same content one is kept, the one that a table holds already,
 * else the first in the recipe's order. A row that stands in a table from the same file, perhaps of
 * another version, counts as kept there, so that a second run over the same files finds what the
 * first one found.
 */
final class ExactMatches {
  private static final Column SAME_FILE =
      coalesce(
          col("table_source")
              .equalTo(col("source"))
              .and(
                  col("table_file")
                      .equalTo(col("file"))
                      .or(FilePlace.of(col("table_file")).equalTo(FilePlace.of(col("file"))))),
          lit(false));
  private static final Column SAME_ROW =
      coalesce(SAME_FILE.and(col("table_line").equalTo(col("line"))), lit(false));

  private final Warehouse warehouse;
  private final SplitAssigner assigner;

  ExactMatches(Warehouse warehouse, SplitAssigner assigner) {
    this.warehouse = warehouse;
    this.assigner = assigner;
  }

  /**
   * A row each: {@code key}, {@code node}, {@code kind}, its place ({@code file_order}, {@code
   * line}, {@code part}), its group as a hash ({@code g}) with its {@code place} and {@code
   * fill_order} for the split, {@code fate} (new, before or duplicate), and of duplicates the kept
   * row: {@code kept_order}, {@code kept_line} and {@code kept_g} where it is of this run, else
   * {@code kept_source}, {@code kept_file} and {@code kept_line}.
   */
  Dataset<Row> of(Dataset<Row> staged) {
    Dataset<Row> rows =
        staged.select(
            col("key"),
            xxhash64(col("example_id")).as("node"),
            col("example_id"),
            col("kind"),
            col("source"),
            col("file"),
            col("file_order"),
            col("line"),
            col("part"),
            xxhash64(col("group_key")).as("g"),
            number(assigner::place).apply(col("group_key")).as("place"),
            number(assigner::order).apply(col("group_key")).as("fill_order"));
    return fates(withTableRow(rows));
  }

  private static UserDefinedFunction number(UDF1<String, Double> function) {
    return udf(function, DataTypes.DoubleType);
  }

  private Dataset<Row> withTableRow(Dataset<Row> rows) {
    Optional<Dataset<Row>> known = KnownExamples.of(warehouse);
    if (known.isEmpty()) {
      return rows.withColumn("table_source", lit(null).cast("string"))
          .withColumn("table_file", lit(null).cast("string"))
          .withColumn("table_line", lit(null).cast("long"));
    }
    LongFilter filter = LongFilter.of(rows, "node");
    Dataset<Row> found =
        known
            .get()
            .filter(filter.mayHold(col("node")))
            .select(
                col("example_id").as("table_id"),
                col("source").as("table_source"),
                col("file").as("table_file"),
                col("line").as("table_line"));
    return rows.join(found, rows.col("example_id").equalTo(found.col("table_id")), "left_outer")
        .drop("table_id");
  }

  private static Dataset<Row> fates(Dataset<Row> rows) {
    WindowSpec sameContent =
        Window.partitionBy("example_id")
            .orderBy(
                col("same_row").desc(),
                col("same_file").desc(),
                col("file_order"),
                col("line"),
                col("part"));
    Column inTable = col("table_file").isNotNull();
    return rows.withColumn("same_file", SAME_FILE)
        .withColumn("same_row", SAME_ROW)
        .drop("source", "file")
        .withColumn("rank", row_number().over(sameContent))
        .withColumn("first_order", first("file_order").over(sameContent))
        .withColumn("first_line", first("line").over(sameContent))
        .withColumn("first_g", first("g").over(sameContent))
        .withColumn(
            "fate",
            when(col("rank").gt(1), Settlement.DUPLICATE)
                .when(inTable.and(col("same_file")), Settlement.BEFORE)
                .when(inTable, Settlement.DUPLICATE)
                .otherwise(Settlement.NEW))
        .select(
            col("key"),
            col("node"),
            col("kind"),
            col("file_order"),
            col("line"),
            col("part"),
            col("g"),
            col("place"),
            col("fill_order"),
            col("fate"),
            when(inTable, null).otherwise(col("first_order")).as("kept_order"),
            col("table_source").as("kept_source"),
            col("table_file").as("kept_file"),
            coalesce(col("table_line"), col("first_line")).as("kept_line"),
            when(inTable, null).otherwise(col("first_g")).as("kept_g"));
  }
}
