package io.deltatune.jobs.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deltatune.data.table.Table;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.trial.Child;
import io.deltatune.jobs.trial.IngestTrial;
import io.deltatune.jobs.trial.SmallDisk;
import io.deltatune.jobs.trial.TestSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An ingestion whose warehouse lies on a file system that is too small for it. */
@Tag("faults")
class IngestDiskFullTest {
  @TempDir private static Path folder;
  private static IngestTrial trial;
  private static Path recipe;
  private static Map<String, List<String>> expected;
  private static long needed;

  @BeforeAll
  static void runWithSpace() throws Exception {
    assumeTrue(
        SmallDisk.isAllowed(folder),
        "this system lets no user mount a file system of a process's own");
    trial = new IngestTrial(folder);
    recipe = trial.recipe("rows", 0, 1000);
    Path warehouse = folder.resolve("with-space");
    expected = trial.complete(recipe, warehouse);
    try (Stream<Path> files = Files.walk(warehouse)) {
      needed = files.filter(Files::isRegularFile).mapToLong(IngestDiskFullTest::size).sum();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 40, 70})
  void aFullDiskIsToldAndTheNextRunCompletesTheTables(int percent) throws Exception {
    Path left = folder.resolve("left-" + percent);
    Child child = startOnSmallDisk(needed * percent / 100, left);
    assertNotEquals(0, child.exitStatus(), child::said);
    String said = child.said();
    assertTrue(said.contains("there is no room to write"), said);
    assertTrue(said.contains("deltatune:"), said);
    assertFalse(said.contains("this is a bug"), said);
    assertFalse(said.contains("\tat "), said);

    assertNothingIsHalfWritten(left);
    Map<String, List<String>> actual = trial.complete(recipe, left);
    assertEquals(expected.keySet(), actual.keySet(), "the tables");
    expected.forEach(
        (table, rows) -> assertEquals(rows, actual.get(table), "the rows of " + table));
  }

  /** Every table can be read, and holds nothing that a run with space does not write. */
  private static void assertNothingIsHalfWritten(Path left) {
    Warehouse tables = TestSession.warehouse(left);
    assertEquals(0, trial.recorded(left), "the run is not recorded");
    for (Table<?> table : tables.existing()) {
      long rows = tables.read(table).count();
      List<String> complete = expected.getOrDefault(table.name(), List.of());
      assertTrue(
          rows == 0 || rows == complete.size(), table.name() + " holds all rows or none: " + rows);
    }
  }

  /**
   * Ingests in a file system in memory of its own, which is then copied.
   *
   * @param bytes its size
   * @param left where its contents go
   */
  private static Child startOnSmallDisk(long bytes, Path left) throws IOException {
    Path mount = Files.createDirectory(folder.resolve("disk-" + left.getFileName()));
    return Child.startThrough(
        folder,
        SmallDisk.before(bytes, mount, "warehouse", left),
        "ingest",
        recipe.toString(),
        "--warehouse",
        mount.resolve("warehouse").toString());
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
