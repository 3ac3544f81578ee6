package io.deltatune.data.table;

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
