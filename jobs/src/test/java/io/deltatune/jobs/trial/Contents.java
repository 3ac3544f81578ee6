package io.deltatune.jobs.trial;

import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** The rows of a warehouse's tables, as far as two runs over the same input must agree on them. */
public final class Contents {
  /** Times, ids of runs and of tables, and folders: what differs by nature. */
  private static final Set<String> OF_THE_RUN =
      Set.of(
          "run_id",
          "evaluation_id",
          "ingested_at",
          "generated_at",
          "created_at",
          "scored_at",
          "data_version",
          "path");

  /** Tables that say how and when work was done. */
  private static final Set<Table<?>> OF_RUNS =
      Set.of(
          Tables.INGEST_RUNS, Tables.TRAINING_RUNS, Tables.EVALUATION_RUNS, Tables.PIPELINE_STAGES);

  private Contents() {}

  /** The sorted rows of each table but those that record runs, as JSON, by the table's name. */
  public static Map<String, List<String>> of(Warehouse warehouse) {
    Map<String, List<String>> contents = new TreeMap<>();
    for (Table<?> table : warehouse.existing()) {
      if (!OF_RUNS.contains(table)) {
        contents.put(table.name(), rows(warehouse, table));
      }
    }
    return contents;
  }

  private static List<String> rows(Warehouse warehouse, Table<?> table) {
    Column[] kept =
        Arrays.stream(table.codec().schema().fieldNames())
            .filter(column -> !OF_THE_RUN.contains(column))
            .map(functions::col)
            .toArray(Column[]::new);
    return Arrays.stream((String[]) warehouse.read(table).select(kept).toJSON().collect())
        .sorted()
        .toList();
  }
}
