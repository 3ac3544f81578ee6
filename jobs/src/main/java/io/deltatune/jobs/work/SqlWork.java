package io.deltatune.jobs.work;

import io.deltatune.core.error.Causes;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.View;
import io.deltatune.jobs.console.Console;
import io.deltatune.jobs.console.ResultTable;
import io.deltatune.jobs.console.RowFormat;
import io.deltatune.jobs.console.RowWriter;
import io.deltatune.jobs.console.TablePrinter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.math.BigInt;

/** Runs a query and prints its rows. */
public final class SqlWork {
  /** Rows of a printed table; programs get all of them. */
  static final int MOST_ROWS = 1000;

  /** Bytes of the tables of a query, from which on compiling it pays. */
  private static final BigInt MUCH = BigInt.apply(64L << 20);

  private static final Pattern DROP =
      Pattern.compile(
          "(?is)^\\s*DROP\\s+(?:TABLE|VIEW)\\s+(?:IF\\s+EXISTS\\s+)?(?:`?\\w+`?\\.)*`?(?<name>\\w+)`?");

  private SqlWork() {}

  /**
   * @throws UserError if Spark refuses the query, or it fails on a value
   */
  public static void run(Workplace workplace, String query, RowFormat format) {
    refuseDrop(workplace, query);
    try (Workshop workshop = Workshop.openQuickly(workplace, "sql")) {
      Dataset<Row> rows = workshop.warehouse().sql(query);
      try {
        if (isLarge(rows)) {
          workshop.compileQueries();
          rows = workshop.warehouse().sql(query);
        }
        print(workplace.console(), rows, format);
      } catch (RuntimeException failure) {
        throw explained(query, failure);
      }
    }
  }

  /** Spark would forget the name and leave the data, and the next command would find it again. */
  private static void refuseDrop(Workplace workplace, String query) {
    Matcher drop = DROP.matcher(query);
    if (!drop.find()) {
      return;
    }
    String name = drop.group("name").toLowerCase(Locale.ROOT);
    boolean isTable = Tables.named(name).isPresent();
    if (isTable || View.all().stream().anyMatch(view -> view.name().equals(name))) {
      throw new UserError(
          ErrorCode.SQL,
          "'" + query.strip() + "' is not done: " + name + " belongs to the warehouse",
          isTable
              ? "a table is its folder, and dropping its name would leave that"
              : "a view is part of the program and holds no data",
          isTable
              ? "empty it with \"DELETE FROM "
                  + name
                  + "\", or delete the folder "
                  + workplace.warehouse()
                  + "/"
                  + name
              : "leave it");
    }
  }

  private static boolean isLarge(Dataset<Row> rows) {
    return rows.queryExecution().optimizedPlan().stats().sizeInBytes().compare(MUCH) > 0;
  }

  static void print(Console console, Dataset<Row> rows, RowFormat format) {
    List<String> columns = SparkValues.columns(rows.schema());
    switch (format) {
      case CSV -> RowWriter.csv(console, columns, all(rows));
      case JSON -> RowWriter.json(console, columns, all(rows));
      case TABLE -> table(console, rows);
    }
  }

  private static void table(Console console, Dataset<Row> rows) {
    List<Row> first = rows.takeAsList(MOST_ROWS + 1);
    if (rows.schema().isEmpty()) {
      console.message("Done.");
      return;
    }
    List<List<Object>> shown = first.stream().limit(MOST_ROWS).map(SparkValues::values).toList();
    TablePrinter.print(
        console,
        new ResultTable(
            SparkValues.columns(rows.schema()), SparkValues.numeric(rows.schema()), shown));
    if (first.size() > MOST_ROWS) {
      console.message("These are the first " + MOST_ROWS + " rows; --format csv prints all.");
    } else {
      console.message(shown.size() + (shown.size() == 1 ? " row" : " rows"));
    }
  }

  private static Iterator<List<Object>> all(Dataset<Row> rows) {
    Iterator<Row> iterator = rows.toLocalIterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public List<Object> next() {
        return SparkValues.values(iterator.next());
      }
    };
  }

  private static RuntimeException explained(String query, RuntimeException failure) {
    return Causes.of(failure)
        .filter(cause -> cause instanceof SparkThrowable refusal && isOfUser(refusal))
        .findFirst()
        .<RuntimeException>map(
            cause ->
                new UserError(
                    ErrorCode.SQL,
                    "the query fails: " + query.strip(),
                    String.valueOf(cause.getMessage()).strip(),
                    "mend the value or the expression",
                    failure))
        .orElse(failure);
  }

  private static boolean isOfUser(SparkThrowable refusal) {
    return refusal.getErrorClass() != null
        && !refusal.getErrorClass().startsWith("INTERNAL")
        && refusal.getSqlState() != null;
  }
}
