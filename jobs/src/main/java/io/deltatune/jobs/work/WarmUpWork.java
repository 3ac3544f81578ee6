package io.deltatune.jobs.work;

import io.deltatune.data.row.PipelineStageRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.console.RowFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes and queries a table in a folder of its own, so that the classes for it are loaded; the JVM
 * archives them as it ends.
 */
public final class WarmUpWork {
  private WarmUpWork() {}

  public static void run(Workplace workplace) {
    try {
      Path folder = Files.createTempDirectory("deltatune-warm-up");
      try {
        use(
            new Workplace(
                folder.toString(), workplace.console(), workplace.log(), workplace.interrupted()));
      } finally {
        delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void use(Workplace workplace) {
    try (Workshop workshop = Workshop.openQuickly(workplace, "warm-up")) {
      Warehouse warehouse = workshop.warehouse();
      PipelineStageRow stage =
          new PipelineStageRow("warm-up", "one", "0".repeat(64), Map.of("a", "b"), Instant.EPOCH);
      warehouse.append(Tables.PIPELINE_STAGES, List.of(stage));
      warehouse.upsert(Tables.PIPELINE_STAGES, List.of(stage));
      for (RowFormat format : RowFormat.values()) {
        SqlWork.print(
            workplace.console(),
            warehouse.sql(
                "SELECT stage, count(*) AS rows, avg(length(pipeline)) AS mean FROM pipeline_stages"
                    + " WHERE finished_at < now() GROUP BY stage ORDER BY stage"),
            format);
      }
      workshop.compileQueries();
      warehouse.upsert(Tables.PIPELINE_STAGES, List.of(stage));
      TablesWork.list(workplace.console(), warehouse);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
