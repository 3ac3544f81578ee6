package io.deltatune.jobs.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.cli.Transcript;
import io.deltatune.jobs.trial.TestSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's pipeline with few steps and answers, more than once in one warehouse. */
class SecondRunTest {
  private static final List<String> STAGES =
      List.of("ingest", "generate-before", "train", "generate-after", "evaluate");

  @TempDir private static Path folder;
  private static Warehouse warehouse;

  @BeforeAll
  static void runOnce() {
    warehouse = TestSession.warehouse(folder.resolve("warehouse"));
    Transcript first = run();
    assertEquals(ExitStatus.DONE, first.status(), first.err());
    assertTrue(first.err().contains("demo: 5 stages done, 0 skipped"), first.err());
  }

  @Test
  void aSecondRunSaysWhatItSkipsAndChangesNoTable() {
    Map<String, String> before = versions();
    Transcript second = run();
    assertEquals(ExitStatus.DONE, second.status(), second.err());
    assertTrue(second.err().contains("demo: 0 stages done, 5 skipped"), second.err());
    for (int place = 0; place < STAGES.size(); place++) {
      String line = "[" + (place + 1) + "/5 " + STAGES.get(place) + "] skipped: done before";
      assertTrue(second.err().contains(line), second.err());
    }
    assertEquals(before, versions(), "the versions of all tables");
  }

  @Test
  void aChangedRecipeRunsItsStageAndThoseThatReadItsResult() {
    Transcript changed = run("--set", "generate-after.decoding.max_new_tokens=5");
    assertEquals(ExitStatus.DONE, changed.status(), changed.err());
    assertTrue(changed.err().contains("[3/5 train] skipped"), changed.err());
    assertTrue(changed.err().contains("[4/5 generate-after] done"), changed.err());
    assertTrue(changed.err().contains("[5/5 evaluate] done"), changed.err());
    Transcript back = run();
    assertEquals(ExitStatus.DONE, back.status(), back.err());
  }

  @Test
  void theSameIngestionOnItsOwnChangesNoTableButThatOfTheRuns() {
    Map<String, String> before = versions();
    Transcript again = deltatune("ingest", "conf/ingest/demo.yaml");
    assertEquals(ExitStatus.DONE, again.status(), again.err());
    Map<String, String> after = versions();
    assertNotEquals(
        before.remove("ingest_runs"), after.remove("ingest_runs"), "each run is recorded");
    assertEquals(before, after, "the versions of all other tables");
    Row run = warehouse.sql("SELECT * FROM ingest_runs ORDER BY finished_at DESC LIMIT 1").first();
    assertEquals(0L, run.<Long>getAs("rows_new"), "nothing was new");
    assertTrue(run.<Long>getAs("rows_out") > 3000, "and all rows were seen again: " + run);
  }

  @Test
  void anotherSeedSplitsTheSameRowsOtherwise() {
    Warehouse other = TestSession.warehouse(folder.resolve("other"));
    Transcript seeded =
        Transcript.of(
            "ingest",
            home("conf/ingest/demo.yaml"),
            "--set",
            "split.seed=7",
            "--warehouse",
            folder.resolve("other").toString());
    assertEquals(ExitStatus.DONE, seeded.status(), seeded.err());
    List<Row> splits = splits(warehouse);
    List<Row> others = splits(other);
    assertEquals(splits.size(), others.size(), "the same rows");
    assertEquals(ids(splits), ids(others), "the same rows");
    assertNotEquals(splits, others, "the seed decides which rows are held out");
  }

  private static List<Row> splits(Warehouse of) {
    return of.sql("SELECT example_id, split FROM splits ORDER BY example_id").collectAsList();
  }

  private static List<String> ids(List<Row> rows) {
    return rows.stream().map(row -> row.getString(0)).toList();
  }

  private static Map<String, String> versions() {
    List<Table<?>> all = new ArrayList<>(Tables.all());
    Map<String, String> versions = new TreeMap<>(warehouse.versions(all));
    assertTrue(versions.size() >= 13, "the demo fills the tables: " + versions.keySet());
    return versions;
  }

  private static Transcript run(String... more) {
    List<String> words = new ArrayList<>(List.of("run", "conf/pipelines/demo.yaml"));
    for (String setting :
        List.of(
            "generate-before.data.limit=10",
            "generate-after.data.limit=10",
            "train.data.validation.limit=10",
            "train.batch.size=4",
            "train.run.max_steps=4")) {
      words.addAll(List.of("--set", setting));
    }
    words.addAll(List.of(more));
    return deltatune(words.toArray(String[]::new));
  }

  private static Transcript deltatune(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.set(1, home(words[1]));
    all.addAll(List.of("--warehouse", folder.resolve("warehouse").toString()));
    return Transcript.of(all.toArray(String[]::new));
  }

  private static String home(String recipe) {
    return Path.of(System.getProperty("deltatune.home"), recipe).toString();
  }
}
