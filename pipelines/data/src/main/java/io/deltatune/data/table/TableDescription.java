package io.deltatune.data.table;

import java.util.List;

/**
 * A table of a warehouse, for people.
 *
 * @param version its present version, null if it does not exist yet
 * @param rows its rows, 0 if it does not exist yet
 */
public record TableDescription(
    String name,
    String comment,
    List<Column> columns,
    List<String> constraints,
    TableVersion version,
    long rows) {
  /** A column: its type in SQL, and its comment. */
  public record Column(String name, String type, boolean nullable, String comment) {}

  /** Whether the warehouse holds the table. */
  public boolean exists() {
    return version != null;
  }
}
