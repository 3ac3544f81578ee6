package io.deltatune.jobs.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.jobs.trial.Child;
import io.deltatune.jobs.trial.IngestTrial;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that ingest into one warehouse at once, half of their rows being the same. */
@Tag("faults")
class IngestTogetherTest {
  @TempDir private Path folder;

  @Test
  void twoIngestionsAtOnceLeaveWhatOneAfterTheOtherLeaves() throws Exception {
    IngestTrial trial = new IngestTrial(folder);
    Path first = trial.recipe("first", 0, 2000);
    Path second = trial.recipe("second", 1000, 3000);

    Path together = folder.resolve("together");
    List<Child> children = List.of(trial.start(first, together), trial.start(second, together));
    for (Child child : children) {
      assertEquals(0, child.exitStatus(), child::said);
    }
    Map<String, List<String>> actual = trial.contents(together);

    Path inOrder = folder.resolve("in-order");
    trial.complete(first, inOrder);
    Map<String, List<String>> expected = trial.complete(second, inOrder);
    if (!expected.equals(actual)) {
      Path other = folder.resolve("other-order");
      trial.complete(second, other);
      expected = trial.complete(first, other);
    }
    assertEquals(expected.keySet(), actual.keySet(), "the tables");
    expected.forEach(
        (table, rows) -> assertEquals(rows, actual.get(table), "the rows of " + table));
    assertTrue(
        !actual.get("duplicates").isEmpty(), "rows that both brought are in the tables once");
  }
}
