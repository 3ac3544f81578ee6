package io.deltatune.data.ingest;

import static org.apache.spark.sql.functions.col;

import io.deltatune.core.recipe.ingest.Source;
import io.deltatune.data.source.SourceFile;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.util.List;
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
  private final Warehouse warehouse;

  QuarantineRenewal(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * Those of these sources that have rows in quarantine. They are read as a whole: a line may have
   * moved, a row may belong together with others, a file that was cut off may go on.
   */
  List<Source> withEntries(List<Source> sources) {
    Set<String> names =
        warehouse
            .readOrEmpty(Tables.QUARANTINE)
            .select("source")
            .distinct()
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .collect(Collectors.toSet());
    return sources.stream().filter(source -> names.contains(source.name())).toList();
  }

  /**
   * Takes entries out that hold no longer.
   *
   * @param files that were read, all their rows
   * @param refused the entries of this run, which stand in the table already
   * @return how many were taken out
   */
  long renew(List<SourceFile> files, Dataset<Row> refused) {
    if (!warehouse.exists(Tables.QUARANTINE)) {
      return 0;
    }
    Dataset<Row> entries =
        warehouse.read(Tables.QUARANTINE).select("id", "part", "reason", "source", "file", "line");
    Object[] names = files.stream().map(SourceFile::name).toArray();
    Object[] sources = files.stream().map(SourceFile::source).distinct().toArray();
    Dataset<Row> again = entries.filter(col("file").isin(names).and(col("source").isin(sources)));
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
