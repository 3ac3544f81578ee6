package io.deltatune.data.table;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.data.metric.MetricFunctions;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;

/**
 * Runs SQL over a warehouse. Only the tables whose names occur in the statement are made known to
 * the session, as each costs a reading of its log. In a session with a catalog of its own (Hive)
 * they are temporary views, so that nothing is left in it.
 */
final class WarehouseSql {
  /** Session setting: the warehouse that a name in the session's catalog is of. */
  private static final String REGISTERED = "deltatune.registered.";

  private final Warehouse warehouse;
  private final SparkSession spark;

  WarehouseSql(Warehouse warehouse) {
    this.warehouse = warehouse;
    this.spark = warehouse.spark();
  }

  /**
   * @throws UserError if the statement is wrong
   */
  @SuppressWarnings("CatchingUnchecked") // Spark throws its checked exceptions undeclared
  Dataset<Row> run(String statement) {
    try {
      Set<Table<?>> tables = new LinkedHashSet<>();
      Tables.all().stream().filter(table -> mentions(statement, table.name())).forEach(tables::add);
      for (View view : View.all()) {
        if (mentions(statement, view.name())) {
          tables.addAll(view.tables());
        }
      }
      tables.stream().filter(warehouse::exists).forEach(this::register);
      for (View view : View.all()) {
        if (mentions(statement, view.name())
            && view.tables().stream().anyMatch(warehouse::exists)) {
          view.tables().stream().filter(table -> !warehouse.exists(table)).forEach(this::empty);
          spark.sql(Ddl.query(view)).createOrReplaceTempView(view.name());
        }
      }
      MetricFunctions.registerMentioned(spark, statement);
      return spark.sql(statement);
    } catch (Exception failure) {
      if (failure instanceof AnalysisException refusal) {
        throw refused(statement, refusal);
      }
      throw failure;
    }
  }

  private UserError refused(String statement, AnalysisException refusal) {
    return new UserError(
        ErrorCode.SQL,
        "Spark refuses the statement: " + statement.strip(),
        reason(refusal).strip(),
        warehouse.path() + " holds " + Warehouse.names(warehouse.existing()),
        refusal);
  }

  /** Why, without the plan of the query that Spark adds. */
  private static String reason(AnalysisException refusal) {
    return refusal instanceof ParseException ? refusal.getMessage() : refusal.getSimpleMessage();
  }

  /** A table that is not there yet, in a view. */
  private void empty(Table<?> table) {
    warehouse.readOrEmpty(table).createOrReplaceTempView(table.name());
  }

  private void register(Table<?> table) {
    spark.catalog().dropTempView(table.name());
    String location = warehouse.path(table).toString();
    if (spark.conf().get("spark.sql.catalogImplementation", "in-memory").equals("hive")) {
      warehouse.read(table).createOrReplaceTempView(table.name());
    } else if (!spark.conf().get(REGISTERED + table.name(), "").equals(location)) {
      spark.sql("DROP TABLE IF EXISTS " + table.name());
      spark.catalog().createTable(table.name(), location, "delta");
      spark.conf().set(REGISTERED + table.name(), location);
    }
  }

  private static boolean mentions(String statement, String name) {
    return Pattern.compile("\\b" + name + "\\b").matcher(statement.toLowerCase(Locale.ROOT)).find();
  }
}
