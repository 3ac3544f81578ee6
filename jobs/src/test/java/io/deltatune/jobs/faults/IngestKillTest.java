package io.deltatune.jobs.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.jobs.trial.Child;
import io.deltatune.jobs.trial.IngestTrial;
import io.deltatune.jobs.trial.WarehouseWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ingestions that SIGKILL ends. The moments are spread evenly over the files that an undisturbed
 * run makes one after the other: those of its staging, of its tables, their commits. Every second
 * one waits until a write is under way.
 */
@Tag("faults")
class IngestKillTest {
  private static final int ROWS = 800;

  /** Of each of the two tests. */
  private static final int MOMENTS = 10;

  /** Files of the run's record, and as many more as may be seen in one run and not in another. */
  private static final int OF_RECORD = 5;

  /** How an ingestion is started, over what. */
  private interface Start {
    Child into(Path warehouse) throws IOException;
  }

  /** A run that was killed, and what it was writing then. */
  private record Killed(Path warehouse, String moment, List<Path> unfinished) {}

  @TempDir private Path folder;
  private IngestTrial trial;
  private Path recipe;

  @BeforeEach
  void writeRows() throws IOException {
    trial = new IngestTrial(folder);
    recipe = trial.recipe("rows", 0, ROWS);
  }

  @Test
  void anIngestionThatWasKilledAtAnyMomentIsCompletedByTheNextOne() throws Exception {
    Map<String, List<String>> expected =
        assertCompleted(folder.resolve("empty"), moment -> into -> trial.start(recipe, into));
    assertHolds(expected, "duplicates", "\"kind\":\"near\"");
    assertHolds(expected, "preference_pairs", "\"joined\":[{");
  }

  @Test
  void aRetryOfWhatWasRefusedLeavesWhatAWholeRunLeaves() throws Exception {
    Path whole = folder.resolve("whole");
    trial.complete(trial.recipe("rows", 0, ROWS, "quality: {max_characters: 200}"), whole);
    Path retried = copy(whole, "retried");
    assertEquals(trial.complete(recipe, whole), trial.complete(recipe, retried, "--requarantine"));
  }

  @Test
  void soIsOneOverTablesOfAnEarlierRunWhichItRenewsHoldingItsResultsInFiles() throws Exception {
    Path before = folder.resolve("before");
    Map<String, List<String>> earlier =
        trial.complete(trial.recipe("rows", 0, ROWS, "quality: {max_characters: 200}"), before);
    assertHolds(earlier, "quarantine", "too_long");
    Map<String, List<String>> expected =
        assertCompleted(
            before,
            moment ->
                into ->
                    moment % 2 == 0
                        ? trial.startInFiles(recipe, into)
                        : trial.startInFiles(recipe, into, "--requarantine"));
    assertTrue(
        expected.get("quarantine").size() < earlier.get("quarantine").size(),
        "entries leave quarantine");
  }

  /** What is completed later is of every kind. */
  private static void assertHolds(Map<String, List<String>> expected, String table, String ofRow) {
    assertTrue(
        expected.get(table).stream().anyMatch(row -> row.contains(ofRow)), table + ": " + ofRow);
  }

  /**
   * Kills ingestions and completes each.
   *
   * @param before the tables that they find, if there are any
   * @return what the tables hold then
   */
  private Map<String, List<String>> assertCompleted(Path before, IntFunction<Start> starts)
      throws Exception {
    Path undisturbed = copy(before, "undisturbed");
    long runs = trial.recorded(undisturbed);
    int files = filesOf(starts.apply(0), undisturbed);
    System.out.println("an undisturbed run makes " + files + " files");
    Map<String, List<String>> expected = trial.contents(undisturbed);
    int underWay = 0;
    int recorded = 0;
    // The next process starts while this one completes what the last one left.
    ExecutorService killer = Executors.newSingleThreadExecutor();
    try {
      List<Future<Killed>> moments =
          IntStream.range(0, MOMENTS)
              .mapToObj(
                  moment ->
                      killer.submit(
                          () ->
                              kill(
                                  starts.apply(moment),
                                  copy(before, "killed-" + moment),
                                  wanted(moment, files),
                                  moment % 2 == 0)))
              .toList();
      for (Future<Killed> moment : moments) {
        Killed killed = moment.get();
        System.out.println(killed.moment() + ", unfinished: " + killed.unfinished());
        underWay += killed.unfinished().isEmpty() ? 0 : 1;
        recorded += trial.recorded(killed.warehouse()) == runs ? 0 : 1;
        assertCompletes(killed, expected);
      }
    } finally {
      killer.shutdownNow();
    }
    System.out.println("a write was under way in " + underWay + " of " + MOMENTS);
    assertTrue(recorded <= 1, "runs that had been recorded before they were killed: " + recorded);
    assertTrue(underWay * 3 >= MOMENTS, "in a third of them a write was under way: " + underWay);
    return expected;
  }

  private void assertCompletes(Killed killed, Map<String, List<String>> expected) {
    String where = " after a kill at " + killed.moment();
    Map<String, List<String>> actual = trial.complete(recipe, killed.warehouse());
    assertEquals(expected.keySet(), actual.keySet(), "the tables" + where);
    expected.forEach(
        (table, rows) -> assertEquals(rows, actual.get(table), "rows of " + table + where));
  }

  /** After how many files; the last ones are those of the run's record. */
  private static int wanted(int moment, int files) {
    return Math.max(1, (files - OF_RECORD) * (2 * moment + 1) / (2 * MOMENTS));
  }

  /**
   * @param wanted how many files it may make
   * @param writing whether to wait until a write is under way
   */
  private static Killed kill(Start start, Path warehouse, int wanted, boolean writing)
      throws IOException, InterruptedException {
    WarehouseWatch watch = new WarehouseWatch(warehouse);
    Child child = start.into(warehouse);
    child.await(() -> watch.seen() >= wanted && !(writing && watch.unfinished().isEmpty()));
    child.kill();
    return new Killed(warehouse, wanted + " files", watch.unfinished());
  }

  /** How many files come into being while an ingestion runs undisturbed. */
  private static int filesOf(Start start, Path warehouse) throws Exception {
    WarehouseWatch watch = new WarehouseWatch(warehouse);
    Child child = start.into(warehouse);
    while (child.isAlive()) {
      watch.seen();
      Thread.sleep(5);
    }
    assertEquals(0, child.exitStatus(), child::said);
    return watch.seen();
  }

  private Path copy(Path before, String name) throws IOException {
    Path copy = folder.resolve(name);
    if (Files.exists(before)) {
      FileUtils.copyDirectory(before.toFile(), copy.toFile());
    }
    return copy;
  }
}
