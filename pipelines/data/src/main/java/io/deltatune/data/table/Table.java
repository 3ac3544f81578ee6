package io.deltatune.data.table;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * A table of the warehouse.
 *
 * @param name the name of its folder, its {@code .sql} file and in SQL
 * @param key the columns that tell its rows apart
 * @param codec between its rows and records
 */
public record Table<T extends Record>(String name, List<String> key, RecordCodec<T> codec) {
  static <T extends Record> Table<T> of(String name, Class<T> type, String... key) {
    return new Table<>(name, List.of(key), RecordCodec.of(type));
  }

  /** All columns, in order, to be selected by name. */
  public Column[] columns() {
    return Arrays.stream(codec.schema().fieldNames()).map(functions::col).toArray(Column[]::new);
  }
}
