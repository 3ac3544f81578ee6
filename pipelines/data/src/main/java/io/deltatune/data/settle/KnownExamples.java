package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The examples that the tables hold already, of all kinds. */
final class KnownExamples {
  private static final Map<String, Table<?>> TABLES = new LinkedHashMap<>();

  static {
    TABLES.put("instruction", Tables.INSTRUCTION_EXAMPLES);
    TABLES.put("preference", Tables.PREFERENCE_PAIRS);
    Tables.named("labelled_answers").ifPresent(table -> TABLES.put("labelled", table));
    Tables.named("plain_texts").ifPresent(table -> TABLES.put("plain", table));
  }

  private KnownExamples() {}

  /**
   * All rows of the tables that exist: {@code node}, {@code example_id}, {@code kind}, {@code
   * source}, {@code file}, {@code line}, and the columns of {@link Texts}.
   */
  static Optional<Dataset<Row>> of(Warehouse warehouse) {
    return TABLES.entrySet().stream()
        .filter(entry -> warehouse.exists(entry.getValue()))
        .map(entry -> rows(warehouse.read(entry.getValue()), entry.getKey()))
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
