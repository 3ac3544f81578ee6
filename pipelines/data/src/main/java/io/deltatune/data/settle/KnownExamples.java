package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.deltatune.data.table.ExampleKind;
import io.deltatune.data.table.Warehouse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The examples that the tables hold already, of all kinds. */
final class KnownExamples {
  private KnownExamples() {}

  /**
   * All rows of the tables that exist: {@code node}, {@code example_id}, {@code kind}, {@code
   * source}, {@code file}, {@code line}, and the columns of {@link Texts}.
   */
  static Optional<Dataset<Row>> of(Warehouse warehouse) {
    return Arrays.stream(ExampleKind.values())
        .filter(kind -> warehouse.exists(kind.table()))
        .map(kind -> rows(warehouse.read(kind.table()), kind.label()))
        .reduce(Dataset::unionByName);
  }

  private static Dataset<Row> rows(Dataset<Row> table, String kind) {
    List<String> present = Arrays.asList(table.columns());
    Column[] texts =
        Texts.COLUMNS.entrySet().stream()
            .map(
                column ->
                    (present.contains(column.getKey()) ? col(column.getKey()) : lit(null))
                        .cast(column.getValue())
                        .as(column.getKey()))
            .toArray(Column[]::new);
    Column[] columns = {
      xxhash64(col("id")).as("node"),
      col("id").as("example_id"),
      lit(kind).as("kind"),
      col("source"),
      col("file"),
      col("line")
    };
    Column[] all = Arrays.copyOf(columns, columns.length + texts.length);
    System.arraycopy(texts, 0, all, columns.length, texts.length);
    return table.select(all);
  }
}
