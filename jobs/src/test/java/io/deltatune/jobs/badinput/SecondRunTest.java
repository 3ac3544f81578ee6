package io.deltatune.jobs.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.cli.Transcript;
import io.deltatune.jobs.trial.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's pipeline with few rows, steps and answers, twice in one warehouse. */
class SecondRunTest {
  private static final Path HOME = Path.of(System.getProperty("deltatune.home"));
  private static final List<String> STAGES =
      List.of("ingest", "generate-before", "train", "generate-after", "evaluate");

  @TempDir private Path folder;

  @Test
  void aSecondRunSaysWhatItSkipsAndChangesNoTable() throws IOException {
    List<String> rows = Files.readAllLines(HOME.resolve("samples/data/demo.jsonl"));
    Files.write(folder.resolve("rows.jsonl"), rows.subList(0, 300));
    Warehouse warehouse = TestSession.warehouse(folder.resolve("warehouse"));

    Transcript first = run();
    assertEquals(ExitStatus.DONE, first.status(), first.err());
    assertTrue(first.err().contains("demo: 5 stages done, 0 skipped"), first.err());
    Map<String, String> versions = warehouse.versions(Tables.all());
    for (String table : List.of("instruction_examples", "generations", "models", "scores")) {
      assertTrue(versions.containsKey(table), "the first run fills " + table + ": " + versions);
    }

    Transcript second = run();
    assertEquals(ExitStatus.DONE, second.status(), second.err());
    assertTrue(second.err().contains("demo: 0 stages done, 5 skipped"), second.err());
    for (int place = 0; place < STAGES.size(); place++) {
      String line = "[" + (place + 1) + "/5 " + STAGES.get(place) + "] skipped: done before";
      assertTrue(second.err().contains(line), second.err());
    }
    assertEquals(versions, warehouse.versions(Tables.all()), "the versions of all tables");
  }

  private Transcript run() {
    List<String> words =
        new ArrayList<>(List.of("run", HOME.resolve("conf/pipelines/demo.yaml").toString()));
    words.addAll(List.of("--warehouse", folder.resolve("warehouse").toString()));
    for (String setting :
        List.of(
            "ingest.sources=[{name: sample, path: '" + folder.resolve("rows.jsonl") + "'}]",
            "generate-before.data.limit=10",
            "generate-after.data.limit=10",
            "train.data.validation.limit=10",
            "train.batch.size=4",
            "train.run.max_steps=4")) {
      words.addAll(List.of("--set", setting));
    }
    return Transcript.of(words.toArray(String[]::new));
  }
}
