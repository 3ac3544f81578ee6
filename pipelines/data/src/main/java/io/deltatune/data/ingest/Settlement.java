package io.deltatune.data.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Decides for each row that became an example or a pair whether it is kept. Of rows with the same
 * content one is: the one that the table holds already, else the first one in the recipe's order. A
 * row that stands in the table from the same file counts as kept there, so that a second run over
 * the same files finds what the first one found.
 */
final class Settlement {
  /** Added column: {@link #KEPT_NEW}, {@link #KEPT_BEFORE} or {@link #DUPLICATE}. */
  static final String FATE = "fate";

  static final String KEPT_NEW = "new";
  static final String KEPT_BEFORE = "before";
  static final String DUPLICATE = "duplicate";

  private static final Column IN_TABLE = col("table_file").isNotNull();
  private static final Column SAME_FILE =
      col("table_source").equalTo(col("source")).and(col("table_file").equalTo(col("file")));

  private final Warehouse warehouse;

  Settlement(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * The accepted outcomes with their fate, the split of their group ({@code split}, the first
   * assignment where there is one) and the row that was kept ({@code kept_source}, {@code
   * kept_file}, {@code kept_line}).
   */
  Dataset<Row> settle(Dataset<Row> outcomes) {
    Dataset<Row> accepted = outcomes.filter(col("kind").notEqual(Outcome.REJECTED));
    return keepFirstAssignment(fates(withTableRow(accepted)));
  }

  private Dataset<Row> withTableRow(Dataset<Row> accepted) {
    Dataset<Row> known =
        known(Tables.INSTRUCTION_EXAMPLES).unionByName(known(Tables.PREFERENCE_PAIRS));
    return accepted.join(
        known, accepted.col("example_id").equalTo(known.col("table_id")), "left_outer");
  }

  private Dataset<Row> known(Table<?> table) {
    return warehouse
        .readOrEmpty(table)
        .select(
            col("id").as("table_id"),
            col("source").as("table_source"),
            col("file").as("table_file"),
            col("line").as("table_line"));
  }

  private static Dataset<Row> fates(Dataset<Row> rows) {
    Column isTableRow = SAME_FILE.and(col("table_line").equalTo(col("line")));
    WindowSpec sameContent =
        Window.partitionBy("example_id")
            .orderBy(
                coalesce(isTableRow, lit(false)).desc(),
                coalesce(SAME_FILE, lit(false)).desc(),
                col("file_order"),
                col("line"));
    Column fate =
        when(col("place").gt(1), DUPLICATE)
            .when(IN_TABLE.and(SAME_FILE), KEPT_BEFORE)
            .when(IN_TABLE, DUPLICATE)
            .otherwise(KEPT_NEW);
    return rows.withColumn("place", row_number().over(sameContent))
        .withColumn("kept_source", kept("source").over(sameContent))
        .withColumn("kept_file", kept("file").over(sameContent))
        .withColumn("kept_line", kept("line").over(sameContent))
        .withColumn(FATE, fate)
        .drop("place", "table_id", "table_source", "table_file", "table_line");
  }

  private static Column kept(String column) {
    return first(coalesce(col("table_" + column), col(column)));
  }

  private Dataset<Row> keepFirstAssignment(Dataset<Row> rows) {
    Dataset<Row> assigned =
        warehouse
            .readOrEmpty(Tables.SPLITS)
            .groupBy(col("group_key").as("assigned_group"))
            .agg(
                first("split").as("assigned_split"), //
                first("seed").as("assigned_seed"));
    return rows.join(
            assigned, rows.col("group_key").equalTo(assigned.col("assigned_group")), "left_outer")
        .withColumn("split", coalesce(col("assigned_split"), col("split")))
        .drop("assigned_group", "assigned_split");
  }
}
