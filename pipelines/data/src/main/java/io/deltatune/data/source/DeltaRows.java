package io.deltatune.data.source;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.deltatune.core.error.UserError;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.StructField;
import scala.Tuple2;

/**
 * The rows of a version of a Delta table, or those that were inserted or updated since one. A row's
 * line is its place in the version: the table's data files in the order in which they were written,
 * a row's place in its file counted from there, so that it does not depend on how Spark reads, and
 * stays when rows are added. Changes are numbered in the order of versions and of their texts.
 * Binary columns are left out.
 */
final class DeltaRows {
  private static final String TEXT = "text";
  private static final String VERSION = "_commit_version";
  private static final String CHANGE = "_change_type";
  private static final Map<String, String> KEEP_NULLS = Map.of("ignoreNullFields", "false");

  private final SparkSession spark;

  DeltaRows(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * The rows of a table that {@link DeltaTables} found.
   *
   * @throws UserError if a file of this version is gone, or a change was not kept
   */
  JavaRDD<SourceRow> rows(SourceFile table) {
    try {
      return table.table().changesSince() == null ? version(table) : changes(table);
    } catch (UserError told) {
      throw told;
    } catch (Exception failure) {
      // Delta's own exceptions are checked ones that Java does not see.
      throw SourceErrors.unreadable(table, failure);
    }
  }

  private JavaRDD<SourceRow> version(SourceFile table) {
    Dataset<Row> rows =
        spark
            .read()
            .format("delta")
            .option("versionAsOf", table.table().version())
            .load(table.uri());
    Column file = col("_metadata.file_path").as("data_file");
    Column block = col("_metadata.file_block_start").as("block");
    Column written = col("_metadata.file_modification_time").as("written");
    Map<Block, Long> before = rowsBefore(rows.select(file, block, written));
    return limited(
        table,
        rows.select(json(rows), file, block)
            .javaRDD()
            .mapPartitions(part -> new Placed(table, before, part)));
  }

  /** A part of a data file that one task reads from its first row to its last. */
  private record Block(String file, long start) implements Serializable {
    static Block of(Row row, int first) {
      return new Block(row.getString(first), row.getLong(first + 1));
    }
  }

  /** How many rows lie before each block. */
  private static Map<Block, Long> rowsBefore(Dataset<Row> blocks) {
    Map<Block, Long> before = new HashMap<>();
    long rows = 0;
    for (Row counted :
        blocks
            .groupBy("data_file", "block", "written")
            .count()
            .orderBy("written", "data_file", "block")
            .collectAsList()) {
      before.put(Block.of(counted, 0), rows);
      rows += counted.getLong(3);
    }
    return before;
  }

  /** The rows of a task's blocks, numbered. */
  private static final class Placed implements Iterator<SourceRow> {
    private final SourceFile table;
    private final Map<Block, Long> before;
    private final Iterator<Row> rows;
    private Block block;
    private long line;

    Placed(SourceFile table, Map<Block, Long> before, Iterator<Row> rows) {
      this.table = table;
      this.before = before;
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public SourceRow next() {
      Row row = rows.next();
      Block now = Block.of(row, 1);
      if (!now.equals(block)) {
        block = now;
        line = before.get(now);
      }
      return row(table, ++line, row.getString(0));
    }
  }

  private JavaRDD<SourceRow> changes(SourceFile table) {
    TableSource asked = table.table();
    if (asked.changesSince() == asked.version()) {
      return JavaSparkContext.fromSparkContext(spark.sparkContext()).emptyRDD();
    }
    Dataset<Row> feed;
    try {
      feed =
          spark
              .read()
              .format("delta")
              .option("readChangeFeed", "true")
              .option("startingVersion", asked.changesSince() + 1)
              .option("endingVersion", asked.version())
              .load(table.uri());
      feed.queryExecution().executedPlan();
    } catch (Exception failure) {
      throw DeltaTables.noFeed(table.source(), table.uri(), SourceErrors.reason(failure), failure);
    }
    Dataset<Row> added = feed.filter(col(CHANGE).isin("insert", "update_postimage"));
    Dataset<Row> texts =
        added
            .select(json(added.drop(VERSION, CHANGE, "_commit_timestamp")), col(VERSION))
            .orderBy(col(VERSION), col(TEXT));
    return limited(
        table,
        texts
            .javaRDD()
            .zipWithIndex()
            .map(numbered -> row(table, numbered._2() + 1, numbered._1().getString(0))));
  }

  private static Column json(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      if (!(field.dataType() instanceof BinaryType)) {
        columns.add(col("`" + field.name().replace("`", "``") + "`"));
      }
    }
    return coalesce(to_json(struct(columns.toArray(Column[]::new)), KEEP_NULLS), lit("{}"))
        .as(TEXT);
  }

  private static SourceRow row(SourceFile table, long line, String text) {
    return text.length() > SourceRow.LIMIT
        ? StructuredRow.tooLong(table, line, text)
        : SourceRow.whole(table.order(), line, text);
  }

  /** The first rows by their line, where the source has a limit. */
  private static JavaRDD<SourceRow> limited(SourceFile table, JavaRDD<SourceRow> rows) {
    if (table.limit() == Long.MAX_VALUE) {
      return rows;
    }
    return rows.sortBy(SourceRow::line, true, Math.max(1, rows.getNumPartitions()))
        .zipWithIndex()
        .filter(numbered -> numbered._2() < table.limit())
        .map(Tuple2::_1);
  }
}
