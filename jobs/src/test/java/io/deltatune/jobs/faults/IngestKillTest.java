package io.deltatune.jobs.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.jobs.trial.Child;
import io.deltatune.jobs.trial.IngestTrial;
import io.deltatune.jobs.trial.WarehouseWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ingestions that SIGKILL ends while they write. The moments are spread evenly over the files that
 * an undisturbed run makes one after the other: those of its staging, of its tables, their commits.
 */
@Tag("faults")
class IngestKillTest {
  /** Each takes some 40 s on two cores, in which the profile has other tests to run too. */
  private static final int MOMENTS = 8;

  /** A run that was killed, and what it was writing then. */
  private record Killed(Path warehouse, String moment, List<Path> unfinished) {}

  @TempDir private Path folder;

  @Test
  void anIngestionThatWasKilledAtAnyMomentIsCompletedByTheNextOne() throws Exception {
    IngestTrial trial = new IngestTrial(folder);
    Path recipe = trial.recipe("rows", 0, 5000);
    Path undisturbed = folder.resolve("undisturbed");
    int files = filesOf(trial.start(recipe, undisturbed), new WarehouseWatch(undisturbed));
    Map<String, List<String>> expected = trial.contents(undisturbed);
    assertHolds(expected, "duplicates", "\"kind\":\"near\"");
    assertHolds(expected, "preference_pairs", "\"joined\":[{");

    int underWay = 0;
    // The next process starts while this one completes what the last one left.
    ExecutorService killer = Executors.newSingleThreadExecutor();
    try {
      List<Future<Killed>> moments =
          IntStream.rangeClosed(1, MOMENTS)
              .mapToObj(
                  moment ->
                      killer.submit(
                          () ->
                              kill(
                                  trial,
                                  recipe,
                                  Math.max(1, files * moment / (MOMENTS + 2)),
                                  moment % 2 == 0,
                                  files)))
              .toList();
      for (Future<Killed> moment : moments) {
        Killed killed = moment.get();
        System.out.println(killed.moment() + ", unfinished: " + killed.unfinished());
        underWay += killed.unfinished().isEmpty() ? 0 : 1;
        assertCompletes(trial, recipe, killed, expected);
      }
    } finally {
      killer.shutdownNow();
    }
    System.out.println("a write was under way in " + underWay + " of " + MOMENTS);
    assertTrue(underWay * 3 >= MOMENTS, "in a third of them a write was under way: " + underWay);
  }

  /** What is completed later are near duplicates and joined rows too. */
  private static void assertHolds(Map<String, List<String>> expected, String table, String ofRow) {
    assertTrue(
        expected.get(table).stream().anyMatch(row -> row.contains(ofRow)), table + ": " + ofRow);
  }

  private static void assertCompletes(
      IngestTrial trial, Path recipe, Killed killed, Map<String, List<String>> expected) {
    String where = " after a kill at " + killed.moment();
    assertFalse(trial.isRecorded(killed.warehouse()), "it was at its end" + where);
    Map<String, List<String>> actual = trial.complete(recipe, killed.warehouse());
    assertEquals(expected.keySet(), actual.keySet(), "the tables" + where);
    expected.forEach(
        (table, rows) -> assertEquals(rows, actual.get(table), "rows of " + table + where));
  }

  /**
   * @param wanted how many files it may make
   * @param writing whether to wait until a write is under way
   */
  private Killed kill(IngestTrial trial, Path recipe, int wanted, boolean writing, int files)
      throws IOException, InterruptedException {
    Path warehouse = folder.resolve("killed-" + wanted);
    WarehouseWatch watch = new WarehouseWatch(warehouse);
    Child child = trial.start(recipe, warehouse);
    child.await(() -> watch.seen() >= wanted && !(writing && watch.unfinished().isEmpty()));
    child.kill();
    return new Killed(warehouse, wanted + " of " + files + " files", watch.unfinished());
  }

  /** How many files come into being while an ingestion runs undisturbed. */
  private static int filesOf(Child child, WarehouseWatch watch) throws InterruptedException {
    while (child.isAlive()) {
      watch.seen();
      Thread.sleep(5);
    }
    assertEquals(0, child.exitStatus(), child::said);
    return watch.seen();
  }
}
