package io.deltatune.jobs.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.cli.Transcript;
import io.deltatune.jobs.trial.Child;
import io.deltatune.jobs.trial.TestSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, as the terminal sends it. */
class InterruptionTest {
  private static final Path HOME = Path.of(System.getProperty("deltatune.home"));

  @TempDir private static Path folder;
  private static Path warehouse;

  @BeforeAll
  static void ingest() throws IOException {
    warehouse = folder.resolve("warehouse");
    TestSession.open();
    Path rows = folder.resolve("rows.jsonl");
    Files.write(rows, Files.readAllLines(HOME.resolve("samples/data/demo.jsonl")).subList(0, 200));
    Path recipe =
        Files.writeString(
            folder.resolve("ingest.yaml"), "sources: [{name: sample, path: '" + rows + "'}]\n");
    Transcript ingested =
        Transcript.of("ingest", recipe.toString(), "--warehouse", warehouse.toString());
    assertEquals(ExitStatus.DONE, ingested.status(), ingested.err());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void controlCEndsWith130AndLeavesTheTablesIntact() throws Exception {
    Path run = folder.resolve("run");
    Child child = train(run);
    child.await(() -> trainedSteps(run) >= 3);
    child.interrupt();
    assertEquals(130, child.exitStatus(), child::said);
    assertTrue(child.said().contains("deltatune: interrupted; the tables are intact"), child::said);
    assertFalse(child.said().contains("Exception"), child::said);
    assertFalse(child.said().contains("this is a bug"), child::said);

    Warehouse tables = TestSession.warehouse(warehouse);
    for (Table<?> table : tables.existing()) {
      assertTrue(tables.read(table).count() > 0, "all rows can be read: " + table.name());
    }
    assertFalse(tables.exists(Tables.TRAINING_RUNS), "a run that was interrupted is not recorded");
    assertTrue(Files.isDirectory(run.resolve("checkpoints")), "what was done is kept");
  }

  private static Child train(Path run) throws IOException {
    Path recipe =
        Files.writeString(
            folder.resolve("train.yaml"),
            """
            model: {path: samples/model, precision: fp32}
            data: {limit: 100, validation: null}
            batch: {size: 2}
            run: {epochs: 100000, checkpoint_every: 0}
            output: {path: '%s'}
            """
                .formatted(run));
    return Child.start(folder, "train", recipe.toString(), "--warehouse", warehouse.toString());
  }

  private static long trainedSteps(Path run) {
    Path metrics = run.resolve("metrics.jsonl");
    try {
      return Files.exists(metrics) ? Files.readAllLines(metrics).size() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
