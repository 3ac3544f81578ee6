package io.deltatune.cluster.select;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.RowOrder;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Warehouse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Rows of a table of examples. The order is total, so that a limit always takes the same rows: that
 * of the sources' lines, or one drawn from a seed.
 *
 * @param where a SQL condition on its rows
 * @param split the split to take
 * @param limit how many rows at most, the first ones in the order
 * @param order file: by source and line; shuffled: by a hash of seed and id
 * @param seed of a shuffled order
 */
public record RowSelection(
    Optional<String> where, String split, OptionalInt limit, RowOrder order, long seed) {
  /**
   * The rows, in order.
   *
   * @throws UserError if the condition is no SQL, or no row fits
   */
  public <R extends Record> List<R> rows(Warehouse warehouse, Table<R> table) {
    List<R> rows = warehouse.records(table, ordered(warehouse, table));
    if (rows.isEmpty()) {
      throw new UserError(
          ErrorCode.DATA,
          "no row of " + table.name() + " is in the split '" + split + "'" + condition(),
          "the table has other sources or splits, or is empty",
          "look at it: deltatune sql \"SELECT source, split, count(*) FROM "
              + table.name()
              + " GROUP BY ALL\"");
    }
    return rows;
  }

  private Dataset<Row> ordered(Warehouse warehouse, Table<?> table) {
    Dataset<Row> rows = warehouse.read(table).where(functions.col("split").equalTo(split));
    Dataset<Row> kept = where.isPresent() ? filtered(rows, where.get()) : rows;
    Dataset<Row> sorted =
        order == RowOrder.SHUFFLED
            ? kept.orderBy(
                functions.sha2(
                    functions.concat(functions.lit(seed + ":"), functions.col("id")), 256))
            : kept.orderBy("source", "file", "line", "id");
    return limit.isPresent() ? sorted.limit(limit.getAsInt()) : sorted;
  }

  private static Dataset<Row> filtered(Dataset<Row> rows, String condition) {
    try {
      return rows.where(condition);
    } catch (
        Exception e) { // Spark's AnalysisException and ParseException are checked in Scala only
      throw new UserError(
          ErrorCode.CONFIG,
          "data.where is no condition on the table's rows: " + condition,
          String.valueOf(e.getMessage()).lines().findFirst().orElse("Spark refuses it"),
          "write it as behind WHERE in SQL, over the columns that 'deltatune tables' shows",
          e);
    }
  }

  private String condition() {
    return where.map(text -> " and meets '" + text + "'").orElse("");
  }
}
