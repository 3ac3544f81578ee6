package io.deltatune.model.train;

import static io.deltatune.model.train.TinyTraining.lora;
import static io.deltatune.model.train.TinyTraining.model;
import static io.deltatune.model.train.TinyTraining.stopAfter;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.train.TrainerSettings.Course;
import io.deltatune.model.train.TrainerSettings.Keeping;
import io.deltatune.model.train.objective.SupervisedObjective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The best held-out figure decides what a run leaves and when it ends. */
class BestStepTest {
  /** Held-out figures of the measurements at steps 2, 4, ...: the best is that of step 6. */
  private static final double[] FIGURES = {5, 4, 3, 3.5, 2.9, 4, 4, 4, 4, 4, 4};

  @TempDir Path folder;

  /**
   * The cross entropy, whose held-out figure follows a script: a step here has two micro-batches,
   * and six held-out rows are two more.
   */
  private record Scripted(List<Long> steps) implements Objective {
    private static final Objective CLEAN = new SupervisedObjective();

    @Override
    public long count(MicroBatch batch) {
      return CLEAN.count(batch);
    }

    @Override
    public Share share(MicroBatch batch, float[] logProbabilities, long stepCount) {
      Share share = CLEAN.share(batch, logProbabilities, stepCount);
      long done = steps.isEmpty() ? 0 : steps.get(steps.size() - 1);
      int measurement = (int) Math.max(0, done / 2 - 1);
      share.metrics().add("scripted", FIGURES[Math.min(measurement, FIGURES.length - 1)], 1);
      return share;
    }
  }

  @Test
  void theBestStepComesOutAndStaysBesideTheNewest() throws IOException {
    Ended ended = train("run", 16, new BestRule("scripted", false, 0, 0.2), TrainingListener.NONE);
    assertEquals(OptionalLong.of(10), ended.result().bestStep());
    assertEquals(16, ended.result().steps());
    assertEquals(2.9, ended.result().lastEvaluation().orElseThrow().extras().get("scripted"));
    assertEquals(List.of("step-00000010", "step-00000016"), checkpoints("run"));

    Ended greatest = train("greatest", 4, new BestRule("scripted", true, 0, 0), stopAfter(99));
    assertEquals(OptionalLong.of(2), greatest.result().bestStep());
    Ended six = train("six", 8, rule(0, 0), TrainingListener.NONE);
    assertEquals(OptionalLong.of(6), six.result().bestStep());
    assertArrayEquals(six.bySteps().get(6L), six.parameters(), "the parameters of step 6 come out");
  }

  @Test
  void patienceEndsTheRunAndAGainBelowTheThresholdDoesNotRenewIt() throws IOException {
    Ended ended = train("run", 40, rule(3, 0.2), TrainingListener.NONE);
    assertEquals(12, ended.result().steps(), "measurements at 8, 10 and 12 gained too little");
    assertTrue(ended.result().complete());
    assertEquals(OptionalLong.of(10), ended.result().bestStep(), "but 2.9 is the best");
    assertEquals(14, train("gains", 40, rule(2, 0), TrainingListener.NONE).result().steps());
  }

  @Test
  void aResumedRunKnowsTheBestSoFarAndEndsWithTheSameBytes() throws IOException {
    Ended whole = train("whole", 40, rule(3, 0.2), TrainingListener.NONE);
    for (int stop : new int[] {5, 11}) {
      String name = "broken-" + stop;
      assertTrue(!train(name, 40, rule(3, 0.2), stopAfter(stop)).result().complete());
      Ended resumed = train(name, 40, rule(3, 0.2), TrainingListener.NONE);
      assertEquals(whole.result(), resumed.result(), name);
      assertArrayEquals(whole.parameters(), resumed.parameters(), name);
      assertEquals(lines("whole"), lines(name));
    }
    Ended again = train("broken-11", 40, rule(3, 0.2), TrainingListener.NONE);
    assertEquals(whole.result(), again.result(), "a finished run is not gone on with");
    assertArrayEquals(whole.parameters(), again.parameters());
  }

  @Test
  void aFigureThatIsNotMeasuredIsRefusedBeforeTheFirstStep() {
    BestRule unknown = new BestRule("rewards/margins", true, 0, 0);
    UserError error =
        assertThrows(UserError.class, () -> train("run", 4, unknown, TrainingListener.NONE));
    assertTrue(error.problem().contains("rewards/margins"), error.problem());
    assertTrue(error.reason().startsWith("this objective tells loss, "), error.reason());
    assertTrue(error.reason().contains("scripted"), error.reason());
  }

  @Test
  void aLineOfMetricsTellsTheMeanOfItsStepsAlsoAcrossAResume() throws IOException {
    train("each", 7, Optional.empty(), 1, TrainingListener.NONE);
    train("thirds", 7, Optional.empty(), 3, TrainingListener.NONE);
    List<Told> each = losses("each");
    List<Told> thirds = losses("thirds");
    assertEquals(List.of(3.0, 6.0, 7.0), thirds.stream().map(Told::step).toList());
    double mean = 0;
    for (int i = 0; i < 3; i++) {
      mean += each.get(i).loss();
    }
    assertEquals(mean / 3, thirds.get(0).loss());
    assertEquals(each.get(6), thirds.get(2));

    train("broken", 7, Optional.empty(), 3, stopAfter(5));
    train("broken", 7, Optional.empty(), 3, TrainingListener.NONE);
    assertEquals(lines("thirds"), lines("broken"));
  }

  /** How a run ended, and the parameters behind each of its steps. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Ended(TrainingResult result, float[] parameters, Map<Long, float[]> bySteps) {}

  private static BestRule rule(int patience, double threshold) {
    return new BestRule("scripted", false, patience, threshold);
  }

  private Ended train(String name, int steps, BestRule rule, TrainingListener listener) {
    return train(name, steps, Optional.of(rule), 1, listener);
  }

  private Ended train(
      String name, int steps, Optional<BestRule> rule, int logEvery, TrainingListener listener) {
    List<Long> done = new ArrayList<>();
    Map<Long, float[]> bySteps = new HashMap<>();
    try (Gemma3Model model = model()) {
      LoraParameterisation lora = lora(model);
      TrainerSettings settings =
          TinyTraining.settings(
              folder.resolve(name),
              "",
              new Course(100, steps, 2, logEvery, 1, rule),
              new Keeping(4, 1));
      TrainingResult result =
          TinyTraining.trainer(model, lora, new Scripted(done), settings)
              .run(
                  ProgressReporter.SILENT,
                  counting(
                      done,
                      listener,
                      step -> bySteps.put(step, lora.parameters().flat().floats())));
      return new Ended(result, lora.parameters().flat().floats(), bySteps);
    }
  }

  private static TrainingListener counting(
      List<Long> done, TrainingListener listener, Consumer<Long> behindEach) {
    return new TrainingListener() {
      @Override
      public void resumed(long step, List<String> differences) {
        done.add(step);
      }

      @Override
      public void step(StepMetrics metrics) {
        done.add(metrics.step());
        behindEach.accept(metrics.step());
        listener.step(metrics);
      }

      @Override
      public boolean isStopped() {
        return listener.isStopped();
      }
    };
  }

  private List<String> checkpoints(String name) throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve(name).resolve("checkpoints"))) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private List<String> lines(String name) throws IOException {
    return Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"));
  }

  /** A line of metrics. */
  private record Told(double step, double loss) {}

  private static double number(String line, String key) {
    return Double.parseDouble(line.replaceAll(".*\"" + key + "\":([0-9.E-]+).*", "$1"));
  }

  /** Steps and their losses. */
  private List<Told> losses(String name) throws IOException {
    return lines(name).stream()
        .filter(line -> line.contains("\"loss\":"))
        .map(line -> new Told(number(line, "step"), number(line, "loss")))
        .toList();
  }
}
