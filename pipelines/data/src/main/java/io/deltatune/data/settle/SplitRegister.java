package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.xxhash64;

import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What the table {@code splits} says of the rows of a run and of those that are like them. */
final class SplitRegister {
  private static final StructType LABEL =
      new StructType()
          .add("split", DataTypes.StringType)
          .add("seed", DataTypes.LongType)
          .add("cluster_key", DataTypes.StringType);

  private final Optional<Dataset<Row>> table;
  private final Dataset<Row> entries;

  /**
   * @param fates the rows of a run: {@code node}, {@code g}, {@code kept_node}
   * @param alike pairs {@code u}, {@code v} of nodes
   */
  SplitRegister(Warehouse warehouse, Dataset<Row> fates, Dataset<Row> alike) {
    table =
        warehouse.exists(Tables.SPLITS)
            ? Optional.of(warehouse.read(Tables.SPLITS))
            : Optional.empty();
    entries =
        table
            .map(
                rows -> {
                  LongFilter filter = LongFilter.of(numbers(fates, alike), "number");
                  return entries(rows)
                      .filter(filter.mayHold(col("entry")).or(filter.mayHold(col("entry_group"))));
                })
            .orElseGet(
                () ->
                    warehouse
                        .spark()
                        .createDataFrame(
                            List.of(),
                            new StructType()
                                .add("entry", DataTypes.LongType)
                                .add("entry_group", DataTypes.LongType)
                                .add("entry_label", LABEL)));
  }

  private static Dataset<Row> numbers(Dataset<Row> fates, Dataset<Row> alike) {
    return fates
        .select(col("node").as("number"))
        .union(fates.select("g"))
        .union(fates.select("kept_node").filter(col("kept_node").isNotNull()))
        .union(alike.select("u"))
        .union(alike.select("v"));
  }

  private static Dataset<Row> entries(Dataset<Row> rows) {
    Column cluster = orNull(rows, "cluster_key");
    return rows.select(
        xxhash64(col("example_id")).as("entry"),
        xxhash64(col("group_key")).as("entry_group"),
        struct(col("split"), col("seed"), cluster).as("entry_label"));
  }

  /** A column that tables of earlier versions lack. */
  private static Column orNull(Dataset<Row> rows, String column) {
    boolean present = Arrays.asList(rows.columns()).contains(column);
    return (present ? col(column) : lit(null).cast("string")).as(column);
  }

  /** A row for each example: {@code entry}, its group {@code entry_group}, {@code entry_label}. */
  Dataset<Row> entries() {
    return entries
        .groupBy("entry")
        .agg(min("entry_group").as("entry_group"), min("entry_label").as("entry_label"));
  }

  /**
   * The rows with their {@code own_label} and the {@code group_label}, null where they have none.
   */
  Dataset<Row> withLabels(Dataset<Row> rows) {
    if (table.isEmpty()) {
      return rows.withColumn("own_label", lit(null).cast(LABEL))
          .withColumn("group_label", lit(null).cast(LABEL));
    }
    Dataset<Row> own = entries().select(col("entry"), col("entry_label").as("own_label"));
    Dataset<Row> groups = entries.groupBy("entry_group").agg(min("entry_label").as("group_label"));
    return rows.join(own, col("node").equalTo(col("entry")), "left_outer")
        .join(groups, col("g").equalTo(col("entry_group")), "left_outer")
        .drop("entry", "entry_group");
  }

  /** Whether nothing was ever assigned to a split. */
  boolean isEmpty() {
    return table.isEmpty();
  }
}
