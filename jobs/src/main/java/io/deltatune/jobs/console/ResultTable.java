package io.deltatune.jobs.console;

import java.util.List;

/**
 * Rows to print. Values are null, texts, numbers, booleans, lists and maps of such.
 *
 * @param columns the names, from left to right
 * @param numeric whether a column's values are numbers, for each column
 * @param rows as many values as columns each
 */
public record ResultTable(List<String> columns, List<Boolean> numeric, List<List<Object>> rows) {
  public ResultTable {
    if (columns.size() != numeric.size()) {
      throw new IllegalArgumentException(columns.size() + " columns, " + numeric.size() + " kinds");
    }
    for (List<Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            columns.size() + " columns, but a row of " + row.size() + " values");
      }
    }
  }
}
