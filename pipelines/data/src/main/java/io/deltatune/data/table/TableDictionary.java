package io.deltatune.data.table;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.data.table.TableDescription.Column;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.CreateTable;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedTableSpec;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/** What is known of the tables: from their logs where they exist, from the DDL where not. */
final class TableDictionary {
  private static final String CONSTRAINT = "delta.constraints.";

  private final Warehouse warehouse;
  private final SparkSession spark;

  TableDictionary(Warehouse warehouse) {
    this.warehouse = warehouse;
    this.spark = warehouse.spark();
  }

  TableDescription describe(Table<?> table) {
    if (!warehouse.exists(table)) {
      CreateTable statement = parse(table);
      UnresolvedTableSpec properties = (UnresolvedTableSpec) statement.tableSpec();
      return new TableDescription(
          table.name(),
          properties.comment().getOrElse(() -> ""),
          columns(statement.tableSchema()),
          constraints(JavaConverters.mapAsJavaMap(properties.properties())),
          null,
          0);
    }
    Snapshot snapshot = warehouse.snapshot(table);
    return new TableDescription(
        table.name(),
        snapshot.metadata().description(),
        columns(snapshot.metadata().schema()),
        constraints(JavaConverters.mapAsJavaMap(snapshot.metadata().configuration())),
        new TableVersion(snapshot.version(), snapshot.metadata().id()),
        warehouse.read(table).count());
  }

  /**
   * Gives a table that was made by an older DDL the present columns and the present wording of its
   * constraints. Constraints that it does not have are not added: its rows may break them.
   *
   * @throws UserError if it lacks a column that may not be null
   */
  void renew(Table<?> table) {
    addColumns(table);
    renewConstraints(table);
  }

  private void addColumns(Table<?> table) {
    List<String> present = List.of(warehouse.snapshot(table).metadata().schema().fieldNames());
    List<Column> absent =
        columns(parse(table).tableSchema()).stream()
            .filter(column -> !present.contains(column.name()))
            .toList();
    for (Column column : absent) {
      if (!column.nullable()) {
        throw new UserError(
            ErrorCode.TABLE,
            "the table " + warehouse.path(table) + " was made by an earlier version",
            "it lacks the column " + column.name() + ", which every row must have",
            "ingest the sources into a new folder: --warehouse");
      }
      spark.sql(
          "ALTER TABLE delta.`%s` ADD COLUMNS (%s %s COMMENT '%s')"
              .formatted(
                  warehouse.path(table).toString().replace("`", "``"),
                  column.name(),
                  column.type(),
                  column.comment().replace("'", "\\'")));
    }
  }

  private void renewConstraints(Table<?> table) {
    Map<String, String> present =
        JavaConverters.mapAsJavaMap(warehouse.snapshot(table).metadata().configuration());
    UnresolvedTableSpec planned = (UnresolvedTableSpec) parse(table).tableSpec();
    JavaConverters.mapAsJavaMap(planned.properties())
        .forEach(
            (key, rule) -> {
              if (key.startsWith(CONSTRAINT)
                  && !tight(rule).equals(tight(present.getOrDefault(key, rule)))) {
                String change =
                    "ALTER TABLE delta.`" + warehouse.path(table).toString().replace("`", "``");
                String name = key.substring(CONSTRAINT.length());
                spark.sql(change + "` DROP CONSTRAINT " + name);
                spark.sql(change + "` ADD CONSTRAINT " + name + " CHECK (" + rule + ")");
              }
            });
  }

  /** Without white space: a constraint that is added is kept with a blank around every word. */
  private static String tight(String rule) {
    return rule.replaceAll("\\s", "");
  }

  /** The parsed {@code CREATE TABLE} of a table. */
  private CreateTable parse(Table<?> table) {
    String create = Ddl.statements(table.name(), warehouse.path()).get(0);
    try {
      return (CreateTable) spark.sessionState().sqlParser().parsePlan(create);
    } catch (ParseException failure) {
      throw new IllegalStateException("the DDL of " + table.name() + " is wrong", failure);
    }
  }

  private static List<Column> columns(StructType schema) {
    return Arrays.stream(schema.fields()).map(TableDictionary::column).toList();
  }

  private static Column column(StructField field) {
    return new Column(
        field.name(),
        field.dataType().sql(),
        field.nullable(),
        field.getComment().getOrElse(() -> ""));
  }

  private static List<String> constraints(Map<String, String> properties) {
    return new TreeMap<>(properties)
        .entrySet().stream()
            .filter(property -> property.getKey().startsWith(CONSTRAINT))
            .map(
                property ->
                    property.getKey().substring(CONSTRAINT.length()) + ": " + property.getValue())
            .toList();
  }
}
