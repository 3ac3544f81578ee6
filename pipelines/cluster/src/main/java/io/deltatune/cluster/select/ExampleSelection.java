package io.deltatune.cluster.select;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.recipe.RowOrder;
import io.deltatune.data.row.ExampleRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Rows of {@code instruction_examples}. The order is total, so that a limit always takes the same
 * rows: that of the sources' lines, or one drawn from a seed.
 *
 * @param table the table's name
 * @param where a SQL condition on its rows
 * @param split the split to take
 * @param limit how many rows at most, the first ones in the order
 * @param order file: by source and line; shuffled: by a hash of seed and id
 * @param seed of a shuffled order
 */
public record ExampleSelection(
    String table,
    Optional<String> where,
    String split,
    OptionalInt limit,
    RowOrder order,
    long seed) {

  /**
   * The rows, in order.
   *
   * @throws UserError if the table is of another kind, the condition is no SQL, or no row fits
   */
  public List<ExampleRow> rows(Warehouse warehouse) {
    List<ExampleRow> rows = warehouse.records(Tables.INSTRUCTION_EXAMPLES, ordered(warehouse));
    if (rows.isEmpty()) {
      throw new UserError(
          ErrorCode.DATA,
          "no row of " + table + " is in the split '" + split + "'" + condition(),
          "the table has other sources or splits, or is empty",
          "look at it: deltatune sql \"SELECT source, split, count(*) FROM "
              + table
              + " GROUP BY ALL\"");
    }
    return rows;
  }

  /** What identifies the rows' contents: a hash over their ids in order. */
  public static String fingerprint(List<ExampleRow> rows) {
    ContentHash hash = ContentHash.of("rows");
    rows.forEach(row -> hash.field(row.id()));
    return hash.hex();
  }

  private Dataset<Row> ordered(Warehouse warehouse) {
    requireExamples();
    Dataset<Row> rows =
        warehouse.read(Tables.INSTRUCTION_EXAMPLES).where(functions.col("split").equalTo(split));
    Dataset<Row> kept = where.isPresent() ? filtered(rows, where.get()) : rows;
    Dataset<Row> sorted =
        order == RowOrder.SHUFFLED
            ? kept.orderBy(
                functions.sha2(
                    functions.concat(functions.lit(seed + ":"), functions.col("id")), 256))
            : kept.orderBy("source", "file", "line", "id");
    return limit.isPresent() ? sorted.limit(limit.getAsInt()) : sorted;
  }

  private void requireExamples() {
    if (!table.equals(Tables.INSTRUCTION_EXAMPLES.name())) {
      throw new UserError(
          ErrorCode.CONFIG,
          "data.table is '" + table + "'",
          "only " + Tables.INSTRUCTION_EXAMPLES.name() + " holds conversations with an answer",
          "set data.table: " + Tables.INSTRUCTION_EXAMPLES.name());
    }
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
