package io.deltatune.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.cluster.evaluate.EvaluateJob;
import io.deltatune.cluster.evaluate.EvaluateReport;
import io.deltatune.cluster.generate.GenerateReport;
import io.deltatune.cluster.select.ExampleSelection;
import io.deltatune.cluster.train.TrainReport;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.EvaluateRecipe;
import io.deltatune.core.recipe.RowOrder;
import io.deltatune.data.row.GenerationRow;
import io.deltatune.data.row.ModelRow;
import io.deltatune.data.row.ReferenceRow;
import io.deltatune.data.row.ScoreRow;
import io.deltatune.data.row.TrainingMetricRow;
import io.deltatune.data.row.TrainingRunRow;
import io.deltatune.data.table.Tables;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.run.Interrupted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsTest {
  @TempDir private static Path folder;
  private static ClusterFixture fixture;

  @BeforeAll
  static void ingest() throws IOException {
    fixture = ClusterFixture.ingested(folder);
  }

  @Test
  void aTunedModelAnswersOtherwiseAndEveryStepIsInTheTables() throws IOException {
    GenerateReport before = fixture.generate("before", "");
    TrainReport trained = fixture.train("tuned", 12, () -> false);
    GenerateReport after = fixture.generate("after", "run: tuned");
    EvaluateReport scores = evaluate("[before, after]");

    assertTrue(
        trained.heldOutLossAfter().getAsDouble() < trained.heldOutLossBefore().getAsDouble(),
        "12 steps must lower the held-out loss: " + trained);
    assertEquals(before.model(), after.model(), "both use the same base");
    assertEquals(trained.resultHash(), after.adapter(), "the tuned answers name the adapter");
    assertNotEquals(answers("before"), answers("after"), "the adapter must change answers");
    assertEquals(
        12,
        fixture
            .warehouse()
            .read(Tables.TRAINING_METRICS)
            .where("split = 'train' AND run_id = '" + trained.runId() + "'")
            .count(),
        "a row for each step");
    assertEquals(Set.of("before", "after"), scores.scores().keySet(), "both sets are scored");
    requireRun(trained);
    requireScores(scores.id());
  }

  @Test
  void preferencesOfTheTableAreLearntWithTheirRewardsInTheMetrics() throws IOException {
    TrainReport trained = fixture.prefer("preferring", 8);
    assertReferencesAreKept(trained);
    TrainingRunRow run =
        fixture.warehouse().records(Tables.TRAINING_RUNS).stream()
            .filter(row -> row.id().equals(trained.runId()))
            .findFirst()
            .orElseThrow();
    assertEquals("dpo", run.objective());
    assertEquals("preference_pairs", run.dataTable());
    assertTrue(trained.rows() > 40, "most of the 80 pairs are of the split: " + trained.rows());
    assertTrue(Files.exists(Path.of(run.path(), "reference.jsonl")), "the reference is kept");
    assertTrue(run.peakMemory() > 1 << 20, "bytes of the process: " + run.peakMemory());
    assertMergedModelIsRegistered(trained);
    List<TrainingMetricRow> metrics =
        fixture.warehouse().records(Tables.TRAINING_METRICS).stream()
            .filter(row -> row.runId().equals(trained.runId()) && row.split().equals("train"))
            .sorted(Comparator.comparingLong(TrainingMetricRow::step))
            .toList();
    assertEquals(8, metrics.size());
    assertEquals(Math.log(2), metrics.get(0).loss(), 1e-4, "nothing is learnt yet");
    assertTrue(
        metrics.get(7).extras().get("rewards/margins") > 0.1, metrics.get(7).extras().toString());
    assertTrue(
        metrics
            .get(7)
            .extras()
            .keySet()
            .containsAll(Set.of("rewards/chosen", "rewards/accuracies", "logps/rejected")),
        metrics.get(7).extras().toString());
    assertTrue(
        trained.heldOutLossAfter().getAsDouble() < trained.heldOutLossBefore().getAsDouble(),
        trained.toString());
  }

  private static void assertMergedModelIsRegistered(TrainReport trained) throws IOException {
    Path folder = trained.merged().orElseThrow();
    ModelRow merged =
        fixture.warehouse().records(Tables.MODELS).stream()
            .filter(row -> row.path().equals(folder.toString()))
            .findFirst()
            .orElseThrow();
    assertEquals("merged", merged.kind());
    assertEquals(trained.resultHash(), merged.parent(), "its parent is the adapter");
    assertEquals(ModelFolder.open(folder).hash(), merged.hash());
    String card = Files.readString(trained.folder().resolve("README.md"));
    assertTrue(card.contains("| merged into bf16 | `" + merged.hash() + "` |"), card);
    assertTrue(card.contains("of `preference_pairs`, version "), card);
  }

  private static void assertReferencesAreKept(TrainReport trained) throws IOException {
    List<ReferenceRow> kept = fixture.warehouse().records(Tables.REFERENCE_LOG_PROBABILITIES);
    Path file = trained.folder().resolve("reference.jsonl");
    String before = Files.readString(file);
    assertTrue(kept.size() > trained.rows(), "the held-out pairs too");
    assertEquals(before.lines().count() - 1, kept.size(), "a row for each pair");
    TrainReport again = fixture.prefer("preferring-again", 1);
    assertNotEquals(trained.runId(), again.runId());
    assertEquals(
        before.lines().collect(Collectors.toSet()),
        Set.copyOf(Files.readAllLines(again.folder().resolve("reference.jsonl"))));
    assertEquals(
        kept.size(),
        fixture.warehouse().read(Tables.REFERENCE_LOG_PROBABILITIES).count(),
        "a later run computes nothing");
  }

  private static void requireRun(TrainReport trained) {
    TrainingRunRow run =
        fixture.warehouse().records(Tables.TRAINING_RUNS).stream()
            .filter(row -> row.id().equals(trained.runId()))
            .findFirst()
            .orElseThrow();
    assertEquals(12, run.steps(), "the run's steps");
    assertEquals("fp32", run.precision(), "the precision is recorded");
    assertEquals(1, run.threads(), "the threads are recorded");
    List<ModelRow> models = fixture.warehouse().records(Tables.MODELS);
    ModelRow adapter =
        models.stream()
            .filter(row -> row.hash().equals(trained.resultHash()))
            .findFirst()
            .orElseThrow();
    assertEquals(run.baseModel(), adapter.parent(), "the adapter's parent is the base");
    assertTrue(
        models.stream().anyMatch(row -> row.hash().equals(run.baseModel())), "the base is known");
    for (String file : List.of("recipe.yaml", "metrics.jsonl", "README.md", "adapter")) {
      assertTrue(Files.exists(Path.of(run.path(), file)), file + " is in the run's folder");
    }
  }

  private static void requireScores(String evaluation) {
    List<ScoreRow> rows =
        fixture.warehouse().records(Tables.SCORES).stream()
            .filter(row -> row.evaluationId().equals(evaluation))
            .toList();
    assertEquals(6, rows.size(), "two sets, three metrics");
    assertTrue(rows.stream().allMatch(row -> row.rows() == 10), "ten answers each");
    assertTrue(
        rows.stream()
            .filter(row -> row.metric().equals("bleu"))
            .allMatch(row -> row.signature().contains("tok:13a")),
        "the signature says how: " + rows);
  }

  @Test
  void promptsThatHaveAnAnswerAreNotAnsweredAgain() throws IOException {
    fixture.generate("once", "");
    long version = fixture.warehouse().version(Tables.GENERATIONS).orElseThrow().number();
    GenerateReport again = fixture.generate("once", "");
    assertEquals(0, again.generated(), "nothing is missing");
    assertEquals(10, again.rows(), "all have an answer");
    assertEquals(
        version,
        fixture.warehouse().version(Tables.GENERATIONS).orElseThrow().number(),
        "no commit without a new row");
  }

  @Test
  void sampledAnswersFollowFromTheSeedWhateverStandsBesideThem() throws IOException {
    String decoding =
        "{max_new_tokens: 12, temperature: 1.5, top_p: 0.9, seed: %d, batch_size: %d}";
    fixture.generate("sampled", decoding.formatted(1, 4), "");
    fixture.generate("again", decoding.formatted(1, 3), "");
    fixture.generate("otherwise", decoding.formatted(2, 4), "");
    List<GenerationRow> rows = fixture.warehouse().records(Tables.GENERATIONS);
    Map<String, String> first = answers(rows, "sampled");
    assertEquals(10, first.size());
    assertEquals(first, answers(rows, "again"));
    assertNotEquals(first, answers(rows, "otherwise"));
    assertTrue(
        rows.stream()
            .filter(row -> row.name().equals("again"))
            .allMatch(
                row ->
                    row.decoding()
                        .equals(
                            "{\"max_new_tokens\":12,\"seed\":1,\"temperature\":1.5,"
                                + "\"top_p\":0.9}")),
        "the settings are told");
  }

  private static Map<String, String> answers(List<GenerationRow> rows, String name) {
    return rows.stream()
        .filter(row -> row.name().equals(name))
        .collect(Collectors.toMap(GenerationRow::promptHash, GenerationRow::answer));
  }

  @Test
  void anInterruptedRunGoesOnAndEndsWithTheSameBytes(@TempDir Path other) throws IOException {
    TrainReport undisturbed = fixture.train("undisturbed", 8, () -> false);
    ClusterFixture twin = ClusterFixture.ingested(other);
    AtomicInteger steps = new AtomicInteger();
    Interrupted stopped =
        assertThrows(
            Interrupted.class,
            () -> twin.train("undisturbed", 8, () -> steps.incrementAndGet() > 3));
    assertTrue(stopped.getMessage().contains("goes on from its checkpoint"), stopped.getMessage());
    pretendOtherThreads(twin);
    TrainReport resumed = twin.train("undisturbed", 8, () -> false);
    assertTrue(resumed.resumedFrom().isPresent(), "it continues, it does not begin anew");
    assertArrayEquals(
        Files.readAllBytes(undisturbed.result().resolve(AdapterFolder.WEIGHTS)),
        Files.readAllBytes(resumed.result().resolve(AdapterFolder.WEIGHTS)),
        "the adapter of the interrupted run");

    TrainReport again = twin.train("undisturbed", 8, () -> false);
    assertEquals(resumed.runId(), again.runId(), "recorded a second time");
    TrainingRunRow run = twin.warehouse().records(Tables.TRAINING_RUNS).get(0);
    assertEquals("step 4: threads was 7 and is 1", run.resumedWith());
    assertEquals(0L, run.skippedSteps());
    List<TrainingMetricRow> metrics = twin.warehouse().records(Tables.TRAINING_METRICS);
    assertEquals(8 + 2, metrics.size(), "a row for each step and each held-out loss");
    assertTrue(metrics.stream().allMatch(row -> row.loss() > 0), metrics::toString);
  }

  /** The checkpoint of a run that was stopped, as one under another number of threads leaves it. */
  private static void pretendOtherThreads(ClusterFixture of) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(of.warehouse().path().toUri()))) {
      Path state =
          files.filter(file -> file.endsWith("step-00000004/state.json")).findFirst().orElseThrow();
      Files.writeString(
          state, Files.readString(state).replace("\"threads\" : 1", "\"threads\" : 7"));
    }
  }

  @Test
  void aConditionThatIsNoSqlIsRefusedWithItsText() {
    ExampleSelection selection =
        new ExampleSelection(
            "instruction_examples",
            Optional.of("sourc = 1 AND"),
            "test",
            OptionalInt.empty(),
            RowOrder.FILE,
            0);
    UserError error = assertThrows(UserError.class, () -> selection.rows(fixture.warehouse()));
    assertTrue(error.getMessage().contains("sourc = 1 AND"), error.getMessage());
  }

  @Test
  void anUnknownRunIsRefusedWithItsName() {
    UserError error =
        assertThrows(UserError.class, () -> fixture.generate("x", "run: no-such-run"));
    assertTrue(error.problem().contains("'no-such-run'"), error.getMessage());
  }

  @Test
  void answersOfAnUnknownNameCannotBeScored() {
    UserError error = assertThrows(UserError.class, () -> evaluate("[nobody]"));
    assertTrue(error.problem().contains("'nobody'"), error.getMessage());
  }

  private static EvaluateReport evaluate(String names) throws IOException {
    return new EvaluateJob(
            fixture.warehouse(),
            fixture.read(EvaluateRecipe.class, "generations: " + names + "\n"),
            ProgressReporter.SILENT)
        .run();
  }

  private static Set<String> answers(String name) {
    return fixture
        .warehouse()
        .records(
            Tables.GENERATIONS,
            fixture.warehouse().read(Tables.GENERATIONS).where("name = '" + name + "'"))
        .stream()
        .map(row -> row.exampleId() + row.answer())
        .collect(Collectors.toSet());
  }
}
