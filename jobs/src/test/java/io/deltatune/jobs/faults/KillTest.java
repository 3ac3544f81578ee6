package io.deltatune.jobs.faults;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.data.row.TrainingRunRow;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.trial.Child;
import io.deltatune.jobs.trial.Contents;
import io.deltatune.jobs.trial.TestSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's path with fewer rows and steps, killed by SIGKILL and started again. */
@Tag("faults")
class KillTest {
  private static final int STEPS = 40;
  private static final String PIPELINE =
      """
      name: killed
      stages:
        - {name: ingest, job: ingest, recipe: conf/ingest/demo.yaml}
        - name: generate-before
          job: generate
          recipe: conf/generate/demo-before.yaml
          set: {model.precision: fp32, data.limit: 40}
        - name: train
          job: train
          recipe: conf/train/demo-lora.yaml
          set:
            model.precision: fp32
            data.validation.limit: 20
            batch.size: 8
            run.max_steps: 40
            run.checkpoint_every: 5
        - name: generate-after
          job: generate
          recipe: conf/generate/demo-after.yaml
          set: {model.precision: fp32, data.limit: 40}
        - {name: evaluate, job: evaluate, recipe: conf/evaluate/demo.yaml}
      """;

  @TempDir private static Path folder;
  private static Path pipeline;
  private static Path undisturbed;
  private static Map<String, List<String>> expected;

  @BeforeAll
  static void runUndisturbed() throws Exception {
    pipeline = Files.writeString(folder.resolve("killed.yaml"), PIPELINE);
    undisturbed = folder.resolve("undisturbed");
    complete(undisturbed);
    expected = Contents.of(TestSession.warehouse(undisturbed));
    assertTrue(expected.get("generations").size() == 80, "40 answers before and 40 after");
  }

  @Test
  void aTrainingThatWasKilledTwiceEndsWithTheSameAdapter() throws Exception {
    Path warehouse = folder.resolve("killed-in-training");
    for (int steps : new int[] {12, 27}) {
      Child child = start(warehouse);
      child.await(() -> steps(warehouse) >= steps);
      child.kill();
      assertTrue(steps(warehouse) < STEPS, "it was killed before the last step");
      assertTrue(found(warehouse, "adapter").isEmpty(), "there is no adapter yet");
      assertFalse(
          TestSession.warehouse(warehouse).exists(Tables.TRAINING_RUNS), "no run is recorded yet");
    }
    String said = complete(warehouse);
    assertTrue(said.contains("[1/5 ingest] skipped"), said);
    assertFalse(said.contains("train] skipped"), said);

    assertSameAdapter(warehouse);
    assertSameTables(warehouse);
    TrainingRunRow run =
        TestSession.warehouse(warehouse).records(Tables.TRAINING_RUNS).iterator().next();
    assertNotNull(run.resumedFromStep(), "the run says that it was continued");
    assertTrue(run.resumedFromStep() >= 25, "from the newest checkpoint: " + run);
    assertEquals(
        LongStream.rangeClosed(1, STEPS).boxed().toList(),
        TestSession.warehouse(warehouse)
            .read(Tables.TRAINING_METRICS)
            .where("split = 'train'")
            .orderBy("step")
            .collectAsList()
            .stream()
            .map(row -> row.<Long>getAs("step"))
            .toList(),
        "every step stands in the metrics once");
  }

  @Test
  void anIngestionAndAnswersThatWereKilledEndWithTheSameTables() throws Exception {
    Path warehouse = folder.resolve("killed-elsewhere");
    // The second commit of a table holds its first rows, as the first one makes it.
    killWhen(warehouse, Tables.RAW_RECORDS, 1);
    assertFalse(
        TestSession.warehouse(warehouse).exists(Tables.INGEST_RUNS),
        "it was killed in the middle of the ingestion");
    // Here the answers are ready, but none is in the table.
    killWhen(warehouse, Tables.GENERATIONS, 0);
    assertEquals(List.of("ingest"), stages(warehouse), "it was killed while it answered");

    complete(warehouse);
    assertSameTables(warehouse);
    assertSameAdapter(warehouse);
    long unaccounted =
        TestSession.warehouse(warehouse)
            .sql(
                "SELECT * FROM ingest_runs"
                    + " WHERE rows_read <> rows_out + rows_quarantined + rows_duplicate")
            .count();
    assertEquals(0, unaccounted, "every row is accounted for");
  }

  private static void killWhen(Path warehouse, Table<?> table, int version) throws Exception {
    Path commit =
        warehouse.resolve(table.name()).resolve("_delta_log/%020d.json".formatted(version));
    Child child = start(warehouse);
    child.await(() -> Files.exists(commit));
    child.kill();
  }

  private static Child start(Path warehouse) throws IOException {
    return Child.start(folder, "run", pipeline.toString(), "--warehouse", warehouse.toString());
  }

  private static String complete(Path warehouse) throws Exception {
    Child child = start(warehouse);
    assertEquals(0, child.exitStatus(), child::said);
    return child.said();
  }

  private static List<String> stages(Path warehouse) {
    Warehouse tables = TestSession.warehouse(warehouse);
    return tables.records(Tables.PIPELINE_STAGES).stream().map(stage -> stage.stage()).toList();
  }

  private static void assertSameTables(Path warehouse) {
    Map<String, List<String>> actual = Contents.of(TestSession.warehouse(warehouse));
    assertEquals(expected.keySet(), actual.keySet(), "the tables");
    expected.forEach(
        (table, rows) -> assertEquals(rows, actual.get(table), "the rows of " + table));
  }

  private static void assertSameAdapter(Path warehouse) throws IOException {
    for (String file : List.of("adapter_model.safetensors", "adapter_config.json")) {
      assertArrayEquals(
          Files.readAllBytes(found(undisturbed, "adapter").orElseThrow().resolve(file)),
          Files.readAllBytes(found(warehouse, "adapter").orElseThrow().resolve(file)),
          file + " of the disturbed run");
    }
  }

  /** Training steps in the metrics of the one run. */
  private static long steps(Path warehouse) {
    Optional<Path> metrics = found(warehouse, "metrics.jsonl");
    if (metrics.isEmpty()) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(metrics.get())) {
      return lines.filter(line -> line.contains("\"learning_rate\"")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file or folder of the one run, where it is there. */
  private static Optional<Path> found(Path warehouse, String name) {
    Path runs = warehouse.resolve("runs").resolve("demo-lora");
    if (!Files.isDirectory(runs)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(runs)) {
      return folders.map(run -> run.resolve(name)).filter(Files::exists).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
