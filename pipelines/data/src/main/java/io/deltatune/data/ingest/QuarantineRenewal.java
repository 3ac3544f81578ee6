package io.deltatune.data.ingest;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.apache.spark.sql.functions.col;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.ingest.Source;
import io.deltatune.data.source.FilePlace;
import io.deltatune.data.source.SourceFile;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Keeps quarantine, duplicates and contamination true: an entry of a file that a run read again, in
 * whatever version, and that the run does not make again, because the row, the recipe or the
 * program was changed or the row is gone, leaves its table.
 */
final class QuarantineRenewal {
  private final Warehouse warehouse;
  private final List<SourceFile> files;

  /**
   * @param files that were read, all their rows
   */
  QuarantineRenewal(Warehouse warehouse, List<SourceFile> files) {
    this.warehouse = warehouse;
    this.files = files;
  }

  /**
   * Those of these sources of which a file has rows in quarantine. They are read as a whole: a line
   * may have moved, a row may belong together with others, a file that was cut off may go on.
   *
   * @param find the files of sources; those of sources without entries are not looked for
   */
  static List<Source> withEntries(
      Warehouse warehouse, List<Source> sources, Function<List<Source>, List<SourceFile>> find) {
    Map<String, Set<String>> places =
        warehouse
            .readOrEmpty(Tables.QUARANTINE)
            .select(col("source"), FilePlace.of(col("file")))
            .distinct()
            .collectAsList()
            .stream()
            .collect(
                groupingBy(row -> row.getString(0), mapping(row -> row.getString(1), toSet())));
    return sources.stream()
        .filter(source -> places.containsKey(source.name()))
        .filter(source -> holdsOne(source, places.get(source.name()), find))
        .toList();
  }

  /** A source of which nothing is there any more has nothing to retry. */
  private static boolean holdsOne(
      Source source, Set<String> places, Function<List<Source>, List<SourceFile>> find) {
    try {
      return find.apply(List.of(source)).stream()
          .anyMatch(file -> places.contains(FilePlace.of(file.name())));
    } catch (UserError absent) {
      if (absent.code() != ErrorCode.MISSING_FILE) {
        throw absent;
      }
      return false;
    }
  }

  /**
   * Takes out the entries that hold no longer.
   *
   * @param entries of the run for {@code quarantine} or {@code duplicates}, which stand there
   * @param any whether there are any
   */
  void renew(Table<?> table, Dataset<Row> entries, boolean any) {
    Dataset<Row> again = ofFiles(warehouse.read(table));
    warehouse.remove(
        table, any ? again.join(entries, same(table, again, entries), "left_anti") : again);
  }

  /**
   * Takes overlaps out that are found no longer, of the benchmarks that the recipe names.
   *
   * @param overlaps of the run, which stand in {@code contamination}
   */
  void renewOverlaps(Dataset<Row> overlaps, List<String> benchmarks) {
    Table<?> table = Tables.CONTAMINATION;
    Dataset<Row> again =
        ofFiles(warehouse.read(table)).filter(col("benchmark").isin(benchmarks.toArray()));
    warehouse.remove(table, again.join(overlaps, same(table, again, overlaps), "left_anti"));
  }

  private Dataset<Row> ofFiles(Dataset<Row> entries) {
    Object[] places = files.stream().map(file -> FilePlace.of(file.name())).distinct().toArray();
    Object[] sources = files.stream().map(SourceFile::source).distinct().toArray();
    return entries.filter(col("source").isin(sources).and(FilePlace.of(col("file")).isin(places)));
  }

  private static Column same(Table<?> table, Dataset<Row> one, Dataset<Row> other) {
    return table.key().stream()
        .map(key -> one.col(key).eqNullSafe(other.col(key)))
        .reduce(functions.lit(true), Column::and);
  }
}
