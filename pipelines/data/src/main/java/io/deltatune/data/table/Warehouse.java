package io.deltatune.data.table;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.delta.tables.DeltaTable;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import scala.Option;

/**
 * A folder of Delta tables on any file system that Hadoop knows. Tables are made from their DDL
 * when they are first written. What would not change a table makes no commit, so that its version
 * stays.
 */
public final class Warehouse {
  private static final String ADDED = "added";

  private final SparkSession spark;
  private final WarehouseFiles files;
  private final CommitLock commits;

  private Warehouse(SparkSession spark, WarehouseFiles files) {
    this.spark = spark;
    this.files = files;
    this.commits = new CommitLock(files.root());
  }

  /**
   * A warehouse, which need not exist yet; nothing is read or written.
   *
   * @param path a folder, or its URI
   * @throws UserError if the path's file system is not known
   */
  public static Warehouse open(SparkSession spark, String path) {
    return new Warehouse(spark, new WarehouseFiles(path, spark.sessionState().newHadoopConf()));
  }

  /** The session through which the tables are read and written. */
  public SparkSession spark() {
    return spark;
  }

  /** The folder, as a URI. */
  public Path path() {
    return files.root();
  }

  /** The folder of a table. */
  public Path path(Table<?> table) {
    return new Path(files.root(), table.name());
  }

  /** Whether the table was made. */
  public boolean exists(Table<?> table) {
    return files.holdsTable(table.name());
  }

  /** The tables that were made. */
  public List<Table<?>> existing() {
    return Tables.all().stream().filter(this::exists).toList();
  }

  /** The present version of a table, if it exists. */
  public Optional<TableVersion> version(Table<?> table) {
    if (!exists(table)) {
      return Optional.empty();
    }
    Snapshot snapshot = snapshot(table);
    return Optional.of(new TableVersion(snapshot.version(), snapshot.metadata().id()));
  }

  /** The present version of each of these tables that exists, by name. */
  public Map<String, String> versions(List<Table<?>> tables) {
    Map<String, String> versions = new TreeMap<>();
    for (Table<?> table : tables) {
      version(table).ifPresent(version -> versions.put(table.name(), version.toString()));
    }
    return versions;
  }

  /**
   * Keeps other jobs that decide on what they read out until it is closed.
   *
   * @param patience how long to wait for another such job
   * @param waiting called once, before waiting
   * @throws UserError if another job still holds it then, or the folder cannot be written
   */
  public WarehouseLock lock(Duration patience, Runnable waiting) {
    files.requireWritable();
    return WarehouseLock.take(files.root(), patience, waiting);
  }

  /**
   * The rows of a table.
   *
   * @throws UserError if the warehouse does not hold it
   */
  public Dataset<Row> read(Table<?> table) {
    requireTable(table);
    return spark.read().format("delta").load(path(table).toString());
  }

  /**
   * The rows of a table as they were at a version.
   *
   * @throws UserError if the table does not exist, or is another one than the version's
   */
  public Dataset<Row> read(Table<?> table, TableVersion version) {
    requireTable(table);
    String present = snapshot(table).metadata().id();
    if (!present.equals(version.tableId())) {
      throw new UserError(
          ErrorCode.TABLE,
          "version " + version + " of " + table.name() + " is not in " + path(),
          "the table there has the id " + present + ": it was dropped and made anew, or is another",
          "read the warehouse that the version is of");
    }
    return spark
        .read()
        .format("delta")
        .option("versionAsOf", version.number())
        .load(path(table).toString());
  }

  /** The rows of a table, none if it does not exist. */
  public Dataset<Row> readOrEmpty(Table<?> table) {
    return exists(table) ? read(table) : spark.createDataFrame(List.of(), table.codec().schema());
  }

  /** All rows of a table as records, none if it does not exist: for small tables only. */
  public <T extends Record> List<T> records(Table<T> table) {
    return exists(table) ? records(table, read(table)) : List.of();
  }

  /** Rows of a table as records: for few rows only, they are collected. */
  public <T extends Record> List<T> records(Table<T> table, Dataset<Row> rows) {
    return rows.collectAsList().stream().map(table.codec()::decode).toList();
  }

  /** Records as rows of their table. */
  public <T extends Record> Dataset<Row> rows(Table<T> table, List<T> records) {
    List<Row> rows = records.stream().map(table.codec()::encode).toList();
    return spark.createDataFrame(rows, table.codec().schema());
  }

  /**
   * Makes a table where it is absent. One that an earlier version made with other constraints, or
   * without a column that may be null, gets the present ones.
   *
   * @throws UserError if the warehouse cannot be written, or the table lacks a column that may not
   *     be null
   */
  public void create(Table<?> table) {
    files.requireWritable();
    commits.holding(
        table.name(),
        () -> {
          if (exists(table)) {
            new TableDictionary(this).renew(table);
          } else {
            Ddl.statements(table.name(), files.root()).forEach(spark::sql);
          }
        });
  }

  /** Adds records, which are new by their nature (runs). No records, no commit. */
  public <T extends Record> void append(Table<T> table, List<T> records) {
    if (!records.isEmpty()) {
      append(table, rows(table, records));
    }
  }

  /** Adds rows as they are, in one commit. The columns go by name. */
  public void append(Table<?> table, Dataset<Row> rows) {
    create(table);
    commit(
        table,
        () ->
            rows.select(table.columns())
                .write()
                .format("delta")
                .mode("append")
                .save(path(table).toString()));
  }

  /** Adds the records whose key the table lacks; returns how many. */
  public <T extends Record> long insertAbsent(Table<T> table, List<T> records) {
    return records.isEmpty() ? 0 : insertAbsent(table, rows(table, records));
  }

  /**
   * Adds the rows whose key the table lacks, in one commit, or none if there are none.
   *
   * @param rows at most one row for each key
   * @return how many were added
   */
  public long insertAbsent(Table<?> table, Dataset<Row> rows) {
    Dataset<Row> own = rows.select(table.columns());
    Dataset<Row> absent = exists(table) ? absent(table, own) : own;
    if (absent.isEmpty()) {
      return 0;
    }
    Observation added = new Observation();
    append(table, absent.observe(added, count(lit(1)).as(ADDED)));
    return counted(added);
  }

  private static long counted(Observation added) {
    try {
      return (Long) added.getAsJava().get(ADDED);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted after a commit", interrupted);
    }
  }

  /**
   * Takes rows out of a table, in one commit, or none if none of them is there.
   *
   * @param keys rows with at least the columns of the table's key
   * @return how many were taken out
   */
  public long remove(Table<?> table, Dataset<Row> keys) {
    Column[] key = table.key().stream().map(functions::col).toArray(Column[]::new);
    Dataset<Row> gone = keys.select(key).distinct().persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long count = gone.count();
      if (count > 0) {
        commit(
            table,
            () ->
                DeltaTable.forPath(spark, path(table).toString())
                    .as("old")
                    .merge(gone.as("new"), sameKey(table))
                    .whenMatched()
                    .delete()
                    .execute());
      }
      return count;
    } finally {
      gone.unpersist();
    }
  }

  /** Adds records, and replaces those whose key the table holds, in one commit. */
  public <T extends Record> void upsert(Table<T> table, List<T> records) {
    if (records.isEmpty()) {
      return;
    }
    create(table);
    commit(
        table,
        () ->
            DeltaTable.forPath(spark, path(table).toString())
                .as("old")
                .merge(rows(table, records).as("new"), sameKey(table))
                .whenMatched()
                .updateAll()
                .whenNotMatched()
                .insertAll()
                .execute());
  }

  /**
   * Sets columns of rows that are there, in one commit.
   *
   * @param rows the table's key and the columns, at most one row for each key
   */
  public void update(Table<?> table, Dataset<Row> rows, List<String> columns) {
    Map<String, Column> values =
        columns.stream()
            .collect(Collectors.toMap(name -> name, name -> functions.col("new." + name)));
    commit(
        table,
        () ->
            DeltaTable.forPath(spark, path(table).toString())
                .as("old")
                .merge(rows.as("new"), sameKey(table))
                .whenMatched()
                .update(values)
                .execute());
  }

  private void commit(Table<?> table, Runnable write) {
    commits.holding(table.name(), () -> DiskFull.told(files.root(), write));
  }

  private static String sameKey(Table<?> table) {
    return table.key().stream()
        .map(column -> "old." + column + " <=> new." + column)
        .collect(Collectors.joining(" AND "));
  }

  /**
   * Runs a statement in which tables and views stand by their names.
   *
   * @throws UserError if Spark refuses it
   */
  public Dataset<Row> sql(String statement) {
    return new WarehouseSql(this).run(statement);
  }

  /** A table with its comments, and its rows if it exists. */
  public TableDescription describe(Table<?> table) {
    return new TableDictionary(this).describe(table);
  }

  Snapshot snapshot(Table<?> table) {
    return DeltaLog.forTable(spark, path(table).toString())
        .update(false, Option.empty(), Option.empty());
  }

  private Dataset<Row> absent(Table<?> table, Dataset<Row> rows) {
    Column[] key = table.key().stream().map(functions::col).toArray(Column[]::new);
    Dataset<Row> old = read(table).select(key);
    Column same =
        table.key().stream()
            .map(column -> rows.col(column).eqNullSafe(old.col(column)))
            .reduce(Column::and)
            .orElseThrow();
    return rows.join(old, same, "left_anti");
  }

  private void requireTable(Table<?> table) {
    if (exists(table)) {
      return;
    }
    boolean any = files.exists(files.root());
    throw new UserError(
        any ? ErrorCode.TABLE : ErrorCode.MISSING_FILE,
        any
            ? "the warehouse " + path() + " holds no table " + table.name()
            : "there is no warehouse " + path(),
        any ? "it holds " + names(existing()) : "no job has written there yet",
        "run the job that writes it first, or name another folder with --warehouse");
  }

  static String names(List<Table<?>> tables) {
    return tables.isEmpty()
        ? "no tables"
        : tables.stream().map(Table::name).collect(Collectors.joining(", "));
  }
}
