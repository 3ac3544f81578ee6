package io.deltatune.jobs.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.cluster.sample.SampleJob;
import io.deltatune.cluster.train.TrainJob;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.config.Settings;
import io.deltatune.core.error.ExitStatus;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.core.recipe.SampleRecipe;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.sample.SampleData;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.cli.Transcript;
import io.deltatune.jobs.trial.TestSession;
import io.deltatune.model.run.Interrupted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The beginning of the sample model's training, once more. */
@Tag("faults")
class SampleModelTest {
  private static final Path HOME = Path.of(System.getProperty("deltatune.home"));
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int STEPS = 20;

  @TempDir private Path folder;

  @Test
  void theFirstStepsOfTheSampleModelsTrainingHaveTheSameLosses() throws IOException {
    Path data = folder.resolve("data");
    new SampleJob(recipe(SampleRecipe.class, "sample/sample-data", "output.path='" + data + "'"))
        .run();
    ingest(data.resolve(SampleData.PRETRAIN));
    List<JsonNode> expected = lines(HOME.resolve("samples/training-metrics.jsonl"));
    List<JsonNode> actual = train(data.resolve(SampleJob.UNTRAINED));
    for (int line = 0; line <= STEPS; line++) {
      assertSameLine(expected.get(line), actual.get(line));
    }
    double first = actual.get(1).get("loss").asDouble();
    double last = actual.get(STEPS).get("loss").asDouble();
    assertTrue(last < first - 1, "these steps learn: from " + first + " to " + last);
  }

  private static void assertSameLine(JsonNode expected, JsonNode actual) {
    String step = "step " + expected.get("step");
    assertEquals(expected.get("step"), actual.get("step"), step);
    String loss = expected.has("loss") ? "loss" : "eval_loss";
    String tokens = expected.has("loss") ? "num_tokens" : "eval_num_tokens";
    // The same rows in the same order, and the loss within what another machine may round.
    assertEquals(expected.get(tokens), actual.get(tokens), "tokens, " + step);
    assertEquals(
        expected.get(loss).asDouble(), actual.get(loss).asDouble(), 1e-3, loss + ", " + step);
  }

  private void ingest(Path corpus) {
    TestSession.open();
    Transcript ingested =
        Transcript.of(
            "ingest",
            HOME.resolve("conf/ingest/sample-model.yaml").toString(),
            "--set",
            "sources=[{name: sample_corpus, path: '" + corpus + "'}]",
            "--warehouse",
            folder.resolve("warehouse").toString());
    assertEquals(ExitStatus.DONE, ingested.status(), ingested.err());
  }

  private List<JsonNode> train(Path untrained) throws IOException {
    Path run = folder.resolve("run");
    Settings settings =
        Settings.parse(List.of("model.path='" + untrained + "'", "output.path='" + run + "'"));
    Resolved<TrainRecipe> recipe =
        Recipes.read(TrainRecipe.class, HOME.resolve("conf/train/sample-model.yaml"), settings);
    Warehouse warehouse = TestSession.warehouse(folder.resolve("warehouse"));
    // Not by run.max_steps, which would change the schedule.
    AtomicInteger asked = new AtomicInteger();
    TrainJob job =
        new TrainJob(
            warehouse, recipe, ProgressReporter.SILENT, () -> asked.incrementAndGet() >= STEPS);
    assertThrows(Interrupted.class, job::run);
    return lines(run.resolve("metrics.jsonl"));
  }

  private static <R extends Record> R recipe(Class<R> type, String name, String setting) {
    return Recipes.read(
            type, HOME.resolve("conf/" + name + ".yaml"), Settings.parse(List.of(setting)))
        .recipe();
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }
}
