package io.deltatune.cluster.select;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.RowOrder;
import io.deltatune.data.row.ExampleRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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
    requireExamples();
    return new RowSelection(where, split, limit, order, seed)
        .rows(warehouse, Tables.INSTRUCTION_EXAMPLES);
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
}
