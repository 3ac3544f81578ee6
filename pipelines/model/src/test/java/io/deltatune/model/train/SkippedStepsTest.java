package io.deltatune.model.train;

import static io.deltatune.model.train.TinyTraining.RULE;
import static io.deltatune.model.train.TinyTraining.examples;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Steps whose loss or gradient is not finite change nothing, are counted, and end a bad run. */
class SkippedStepsTest {
  @TempDir Path folder;

  /** What a poisoned micro-batch does to its share of the step. */
  private enum Poison {
    /** The loss is no number, its derivatives are. */
    LOSS {
      @Override
      Objective.Share of(Objective.Share share) {
        return new Objective.Share(Double.NaN, share.derivatives(), share.metrics());
      }
    },
    /** The loss is a number, its derivatives are not. */
    GRADIENT {
      @Override
      Objective.Share of(Objective.Share share) {
        float[] derivatives = share.derivatives().clone();
        derivatives[0] = Float.NaN;
        return new Objective.Share(share.loss(), derivatives, share.metrics());
      }
    },
    /** All are numbers, but too great to be summed. */
    SUM {
      @Override
      Objective.Share of(Objective.Share share) {
        float[] derivatives = share.derivatives().clone();
        derivatives[0] = 1e30f;
        return new Objective.Share(share.loss(), derivatives, share.metrics());
      }
    };

    abstract Objective.Share of(Objective.Share share);
  }

  /** The cross entropy, but for certain micro-batches. */
  private record Poisoned(Set<Integer> batches, Poison poison) implements Objective {
    private static final Objective CLEAN = new SupervisedObjective();

    @Override
    public long count(MicroBatch batch) {
      return CLEAN.count(batch);
    }

    @Override
    public Share share(MicroBatch batch, float[] logProbabilities, long stepCount) {
      Share share = CLEAN.share(batch, logProbabilities, stepCount);
      return batches.contains(Arrays.hashCode(batch.tokens())) ? poison.of(share) : share;
    }
  }

  @ParameterizedTest
  @EnumSource(Poison.class)
  void aPoisonedStepChangesNeitherParametersNorTheOptimiser(Poison poison) {
    MicroBatch good = MicroBatch.of(examples(3, 1));
    MicroBatch bad = MicroBatch.of(examples(4, 2));
    MicroBatch next = MicroBatch.of(examples(3, 3));
    Poisoned objective = new Poisoned(Set.of(Arrays.hashCode(bad.tokens())), poison);
    List<float[]> ends = new ArrayList<>();
    for (boolean meets : new boolean[] {false, true}) {
      try (Gemma3Model model = model()) {
        LoraParameterisation lora = lora(model);
        AdamW optimiser = new AdamW(RULE, lora.parameters(), model.scope());
        TrainingStep step =
            new TrainingStep(model, lora, objective, Optional.empty(), optimiser, true);
        assertTrue(step.run(List.of(good, next), 1e-2, 1).skip().isEmpty());
        if (meets) {
          float[] before = lora.parameters().flat().floats();
          Skip skip = step.run(List.of(good, bad, next), 1e-2, 2).skip().orElseThrow();
          assertEquals(List.of(1), skip.batches(), skip.cause());
          assertArrayEquals(before, lora.parameters().flat().floats());
          if (poison != Poison.SUM) {
            assertTrue(step.run(List.of(bad), 1e-2, 2).skip().isPresent(), "one micro-batch");
          }
        }
        assertTrue(step.run(List.of(next), 1e-2, 2).skip().isEmpty());
        ends.add(lora.parameters().flat().floats());
      }
    }
    assertArrayEquals(ends.get(0), ends.get(1));
  }

  @Test
  void aPoisonedRowIsNamedAndTheRunGoesOnAndResumesAcrossItToTheByte() throws IOException {
    Set<Integer> bad = Set.of(batchOfStep(7));
    float[] whole = train("whole", bad, 12, 3, TrainingListener.NONE);
    List<String> lines = Files.readAllLines(folder.resolve("whole/metrics.jsonl"));
    List<String> skipped = lines.stream().filter(line -> line.contains("\"skipped\"")).toList();
    assertEquals(1, skipped.size(), lines::toString);
    assertTrue(skipped.get(0).contains("\"step\":8,"), skipped.get(0));
    assertTrue(skipped.get(0).contains("\"skipped\":\"the loss is NaN\""), skipped.get(0));
    assertTrue(skipped.get(0).contains("\"rows\":[\"row "), skipped.get(0));
    assertTrue(lines.get(lines.size() - 2).contains("\"skipped_steps\":1"), lines::toString);

    for (int stop : new int[] {7, 8}) {
      String name = "broken-" + stop;
      train(name, bad, 12, 3, stopAfter(stop));
      assertArrayEquals(whole, train(name, bad, 12, 3, TrainingListener.NONE), name);
      assertEquals(lines, Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl")));
    }
  }

  @Test
  void asManySkipsInARowAsTheLimitEndTheRunAndNameRowsAndRemedy() {
    Set<Integer> bad = Set.of(batchOfStep(3), batchOfStep(4), batchOfStep(5));
    train("fewer", bad, 9, 4, TrainingListener.NONE);
    UserError error =
        assertThrows(UserError.class, () -> train("as-many", bad, 9, 3, TrainingListener.NONE));
    assertTrue(
        error.problem().contains("step 6 could not be applied, the last of 3 in a row"),
        error.problem());
    assertTrue(error.reason().matches("the loss is NaN in row \\d+, row .*"), error.reason());
    assertTrue(error.remedy().contains("run.max_skipped_in_a_row"), error.remedy());
    UserError again =
        assertThrows(
            UserError.class,
            () -> {
              train("stopped", bad, 9, 3, stopAfter(5));
              train("stopped", bad, 9, 3, TrainingListener.NONE);
            });
    assertEquals(error.problem(), again.problem(), "a resumed run counts on");
  }

  /** What tells the first micro-batch of a step, counted from 0, from all others. */
  private static int batchOfStep(long step) {
    return Arrays.hashCode(order().step(step).get(0).tokens());
  }

  private static BatchOrder order() {
    TrainerSettings settings = settings(Path.of("unused"), 12, 1);
    return new BatchOrder(
        AnswerExample.all(examples(30, 1)), settings.batching(), settings.course());
  }

  private static TrainerSettings settings(Path folder, int steps, int limit) {
    return TinyTraining.settings(
        folder, "", new Course(100, steps, 0, 1, limit, Optional.empty()), new Keeping(100, 1));
  }

  private float[] train(
      String name, Set<Integer> bad, int steps, int limit, TrainingListener listener) {
    try (Gemma3Model model = model()) {
      LoraParameterisation lora = lora(model);
      TinyTraining.trainer(
              model,
              lora,
              new Poisoned(bad, Poison.LOSS),
              settings(folder.resolve(name), steps, limit))
          .run(ProgressReporter.SILENT, listener);
      return lora.parameters().flat().floats();
    }
  }
}
