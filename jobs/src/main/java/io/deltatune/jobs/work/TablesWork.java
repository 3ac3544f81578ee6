package io.deltatune.jobs.work;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.TableDescription;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.View;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.console.Console;
import io.deltatune.jobs.console.ResultTable;
import io.deltatune.jobs.console.TablePrinter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Prints the data dictionary, with what the warehouse holds of it. */
public final class TablesWork {
  private TablesWork() {}

  /**
   * @param name one table, or null for all
   * @throws UserError if there is no table of this name
   */
  public static void run(Workplace workplace, String name) {
    Table<?> table = name == null ? null : named(name);
    try (Workshop workshop = Workshop.openQuickly(workplace, "tables")) {
      if (table == null) {
        list(workplace.console(), workshop.warehouse());
      } else {
        describe(workplace.console(), workshop.warehouse().describe(table));
      }
    }
  }

  private static Table<?> named(String name) {
    return Tables.named(name)
        .orElseThrow(
            () ->
                new UserError(
                    ErrorCode.TABLE,
                    "there is no table '" + name + "'",
                    "the tables are "
                        + Tables.all().stream().map(Table::name).collect(Collectors.joining(", ")),
                    "name one of them, or none to list them all"));
  }

  static void list(Console console, Warehouse warehouse) {
    List<List<Object>> rows = new ArrayList<>();
    for (Table<?> table : Tables.all()) {
      TableDescription description = warehouse.describe(table);
      Object count = description.exists() ? description.rows() : "-";
      Object version = description.exists() ? description.version().number() : "-";
      rows.add(List.of(table.name(), count, version, description.comment()));
    }
    for (View view : View.all()) {
      String tables = view.tables().stream().map(Table::name).collect(Collectors.joining(", "));
      rows.add(List.of(view.name(), "", "", "A view over " + tables));
    }
    TablePrinter.print(
        console,
        new ResultTable(
            List.of("table", "rows", "version", "comment"),
            List.of(false, true, true, false),
            rows));
    console.message("in " + warehouse.path() + "; '-': not made yet");
  }

  private static void describe(Console console, TableDescription table) {
    console.line(table.name() + ": " + table.comment());
    console.line(
        table.exists()
            ? table.rows() + " rows, version " + table.version().number()
            : "not made yet in this warehouse");
    console.line("");
    List<List<Object>> rows = new ArrayList<>();
    for (TableDescription.Column column : table.columns()) {
      String type = column.type() + (column.nullable() ? "" : " NOT NULL");
      rows.add(Arrays.asList(column.name(), type, column.comment()));
    }
    TablePrinter.print(
        console,
        new ResultTable(List.of("column", "type", "comment"), List.of(false, false, false), rows));
    if (!table.constraints().isEmpty()) {
      console.line("");
      console.line("Rules that Delta checks:");
      table.constraints().forEach(rule -> console.line("  " + rule));
    }
  }
}
