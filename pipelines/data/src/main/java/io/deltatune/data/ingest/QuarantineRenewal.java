package io.deltatune.data.ingest;

import static org.apache.spark.sql.functions.col;

import io.deltatune.core.normalise.RejectionReason;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Keeps quarantine true: what a run read again and no longer refuses, because the row, the recipe
 * or the program was mended, leaves it.
 */
final class QuarantineRenewal {
  private static final String[] PLACE = {"source", "file", "line"};

  private final Warehouse warehouse;

  QuarantineRenewal(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /** Those of these files of which all rows have to be read: an entry concerns several rows. */
  Set<String> wholeFiles(List<String> files) {
    Object[] reasons =
        Arrays.stream(RejectionReason.values())
            .filter(RejectionReason::concernsOtherRows)
            .map(RowReading::label)
            .toArray();
    return warehouse
        .readOrEmpty(Tables.QUARANTINE)
        .filter(col("file").isin(files.toArray()).and(col("reason").isin(reasons)))
        .select("file")
        .distinct()
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .collect(Collectors.toSet());
  }

  /** The lines of these files that stand in quarantine, by the file's name. */
  Map<String, Set<Long>> places(List<String> files) {
    Map<String, Set<Long>> places = new HashMap<>();
    warehouse
        .readOrEmpty(Tables.QUARANTINE)
        .filter(col("file").isin(files.toArray()))
        .select("file", "line")
        .distinct()
        .toLocalIterator()
        .forEachRemaining(
            row ->
                places
                    .computeIfAbsent(row.getString(0), file -> new HashSet<>())
                    .add(row.getLong(1)));
    return places;
  }

  /**
   * Takes entries out that hold no longer.
   *
   * @param candidates of the rows that were read: {@code source, file, line}
   * @param refused the entries of this run
   * @return how many were taken out
   */
  long renew(Dataset<Row> candidates, Dataset<Row> refused) {
    if (!warehouse.exists(Tables.QUARANTINE)) {
      return 0;
    }
    Dataset<Row> entries =
        warehouse.read(Tables.QUARANTINE).select("id", "part", "reason", "source", "file", "line");
    Dataset<Row> read = candidates.select("source", "file", "line").distinct();
    Dataset<Row> again = entries.join(read, PLACE, "left_semi");
    Dataset<Row> now = refused.select("id", "part", "reason");
    Column same =
        again
            .col("id")
            .equalTo(now.col("id"))
            .and(again.col("part").eqNullSafe(now.col("part")))
            .and(again.col("reason").equalTo(now.col("reason")));
    return warehouse.remove(Tables.QUARANTINE, again.join(now, same, "left_anti"));
  }
}
