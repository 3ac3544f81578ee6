package io.deltatune.jobs.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.cli.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Ingestions of the project's own rows, in this process or in one that can be disturbed. */
public final class IngestTrial {
  private static final Path HOME = Path.of(System.getProperty("deltatune.home"));

  private final Path folder;

  /**
   * @param folder for recipes and warehouses
   */
  public IngestTrial(Path folder) {
    this.folder = folder;
  }

  /**
   * A recipe over the first rows of the sample's two files.
   *
   * @param name also of its sources
   * @param from first row of each file
   * @param to row behind the last one
   */
  public Path recipe(String name, int from, int to) throws IOException {
    StringBuilder sources = new StringBuilder("sources:\n");
    for (String sample : List.of("demo", "preferences")) {
      List<String> rows = Files.readAllLines(HOME.resolve("samples/data/" + sample + ".jsonl"));
      Path file = folder.resolve(name + "-" + sample + ".jsonl");
      Files.write(file, rows.subList(Math.min(from, rows.size()), Math.min(to, rows.size())));
      sources.append("  - {name: %s_%s, path: '%s'}\n".formatted(name, sample, file));
    }
    return Files.writeString(folder.resolve(name + ".yaml"), sources);
  }

  /** Starts an ingestion in a process of its own. */
  public Child start(Path recipe, Path warehouse) throws IOException {
    return Child.start(folder, "ingest", recipe.toString(), "--warehouse", warehouse.toString());
  }

  /** Runs an ingestion to its end; the tables then hold every row of it once. */
  public Map<String, List<String>> complete(Path recipe, Path warehouse) {
    Transcript run =
        Transcript.of("ingest", recipe.toString(), "--warehouse", warehouse.toString());
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    return contents(warehouse);
  }

  /** What the tables hold, after some checks that hold of every warehouse. */
  public Map<String, List<String>> contents(Path warehouse) {
    Warehouse tables = TestSession.warehouse(warehouse);
    long unaccounted =
        tables
            .sql(
                "SELECT * FROM ingest_runs"
                    + " WHERE rows_read <> rows_out + rows_quarantined + rows_duplicate")
            .count();
    assertEquals(0, unaccounted, "every row is accounted for");
    long twice =
        tables
            .sql(
                "SELECT id FROM (SELECT id FROM instruction_examples"
                    + " UNION ALL SELECT id FROM preference_pairs) GROUP BY id HAVING count(*) > 1")
            .count();
    assertEquals(0, twice, "no example stands in the tables twice");
    List<Path> staged = new WarehouseWatch(warehouse).staged();
    assertTrue(staged.isEmpty(), "nothing of a run is left: " + staged);
    return Contents.of(tables);
  }

  /** Whether a run was recorded, as the last thing that an ingestion does. */
  public boolean isRecorded(Path warehouse) {
    Warehouse tables = TestSession.warehouse(warehouse);
    return tables.exists(Tables.INGEST_RUNS) && !tables.records(Tables.INGEST_RUNS).isEmpty();
  }
}
