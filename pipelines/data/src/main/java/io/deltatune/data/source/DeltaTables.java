package io.deltatune.data.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.delta.tables.DeltaTable;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.ingest.Source;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Finds Delta tables and the versions that a source asks for. */
final class DeltaTables {
  /** The property of a table that keeps its changes. */
  static final String CHANGE_FEED = "delta.enableChangeDataFeed";

  private final SparkSession spark;

  DeltaTables(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * A table as a source's only file, its version pinned.
   *
   * @throws UserError if the table has not the version, or no change feed where it is asked for
   */
  SourceFile find(Source source, Path path, int order) {
    String uri = path.toString();
    DeltaTable table = DeltaTable.forPath(spark, uri);
    Row detail = table.detail().select("id", "properties", "sizeInBytes").first();
    Dataset<Row> history = table.history().select("version", "timestamp");
    long newest = history.agg(Map.of("version", "max")).first().getLong(0);
    long version = source.version().map(v -> version(source, v, history, newest)).orElse(newest);
    Long since = source.changesSince().orElse(null);
    if (since != null) {
      requireFeed(source, uri, detail.<String, String>getJavaMap(1), since, newest);
    }
    String name = uri + (since == null ? "@v" + version : "@v" + (since + 1) + "..v" + version);
    return new SourceFile(
        source.name(),
        order,
        source.format(),
        uri,
        name,
        detail.getLong(2),
        0,
        source.limit().orElse(Long.MAX_VALUE),
        new TableSource(version, since, detail.getString(0)));
  }

  private static long version(Source source, String asked, Dataset<Row> history, long newest) {
    if (asked.matches("\\d{1,18}")) {
      long number = Long.parseLong(asked);
      if (number > newest) {
        throw noVersion(source, asked, "its newest version is " + newest);
      }
      return number;
    }
    Column time = lit(asked).cast("timestamp");
    if (history.select(time.isNull()).first().getBoolean(0)) {
      throw noVersion(
          source, asked, "this is neither a number nor a time like 2026-01-31 18:00:00");
    }
    Row found = history.filter(col("timestamp").leq(time)).agg(Map.of("version", "max")).first();
    if (found.isNullAt(0)) {
      throw noVersion(source, asked, "the table's history begins later");
    }
    return found.getLong(0);
  }

  private static UserError noVersion(Source source, String asked, String cause) {
    return new UserError(
        ErrorCode.TABLE,
        "the source '"
            + source.name()
            + "' has no version "
            + asked
            + ": "
            + source.path().written(),
        cause,
        "give a version that DESCRIBE HISTORY lists, or leave the key out for the newest");
  }

  private static void requireFeed(
      Source source, String uri, Map<String, String> properties, long since, long newest) {
    if (since > newest) {
      throw noVersion(source, Long.toString(since), "its newest version is " + newest);
    }
    if (!"true".equals(properties.get(CHANGE_FEED))) {
      throw noFeed(source.name(), uri, "the table does not keep its changes", null);
    }
  }

  static UserError noFeed(String source, String uri, String cause, Throwable failure) {
    return new UserError(
        ErrorCode.TABLE,
        "the source '" + source + "' has no change feed from the version asked for: " + uri,
        cause,
        "run ALTER TABLE delta.`"
            + uri
            + "` SET TBLPROPERTIES ("
            + CHANGE_FEED
            + " = true); changes are kept from then on; until then read the whole table,"
            + " without changes_since",
        failure);
  }
}
