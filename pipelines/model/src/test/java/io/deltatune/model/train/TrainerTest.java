package io.deltatune.model.train;

import static io.deltatune.model.train.TinyTraining.RULE;
import static io.deltatune.model.train.TinyTraining.examples;
import static io.deltatune.model.train.TinyTraining.lora;
import static io.deltatune.model.train.TinyTraining.model;
import static io.deltatune.model.train.TinyTraining.stopAfter;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Gemma3Weights;
import io.deltatune.model.train.TrainerSettings.Course;
import io.deltatune.model.train.TrainerSettings.Keeping;
import io.deltatune.model.train.objective.SupervisedObjective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRunThatStoppedAndWentOnEndsWithTheBytesOfAnUndisturbedOne(boolean full) throws IOException {
    float[] whole = train(full, "whole", 12, TrainingListener.NONE);
    train(full, "broken", 12, stopAfter(7));
    float[] resumed = train(full, "broken", 12, TrainingListener.NONE);
    assertArrayEquals(whole, resumed);
    assertEquals(metrics("whole"), metrics("broken"));
  }

  @Test
  void aKillBetweenCheckpointsRepeatsTheLostStepsOnly() throws IOException {
    float[] whole = train(false, "whole", 12, TrainingListener.NONE);
    IllegalStateException killed =
        assertThrows(
            IllegalStateException.class,
            () ->
                train(
                    false,
                    "killed",
                    12,
                    new TrainingListener() {
                      @Override
                      public void step(StepMetrics metrics) {
                        if (metrics.step() == 10) {
                          throw new IllegalStateException("killed");
                        }
                      }
                    }));
    assertEquals("killed", killed.getMessage());
    List<Long> from = new ArrayList<>();
    float[] resumed =
        train(
            false,
            "killed",
            12,
            new TrainingListener() {
              @Override
              public void resumed(long step, List<String> differences) {
                from.add(step);
                assertEquals(List.of(), differences);
              }
            });
    assertEquals(List.of(8L), from);
    assertArrayEquals(whole, resumed);
    assertEquals(metrics("whole"), metrics("killed"));
  }

  @Test
  void onlyTheNewestCheckpointsAreKept() throws IOException {
    train(false, "pruned", 12, TrainingListener.NONE);
    try (Stream<Path> kept = Files.list(folder.resolve("pruned/checkpoints"))) {
      assertEquals(
          List.of("step-00000008", "step-00000012"),
          kept.map(path -> path.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void aCheckpointOfAnotherRunIsRefused() {
    train(false, "run", 4, TrainingListener.NONE);
    try (Gemma3Model model = model()) {
      TrainerSettings other = settings("run", 4, "another fingerprint");
      Trainer trainer = trainer(model, lora(model), other);
      UserError error =
          assertThrows(
              UserError.class, () -> trainer.run(ProgressReporter.SILENT, TrainingListener.NONE));
      assertEquals(ErrorCode.RESUME, error.code());
      assertTrue(error.getMessage().contains("belongs to another run"), error.getMessage());
    }
  }

  @Test
  void theHeldOutLossFallsAndIsInTheMetrics() throws IOException {
    try (Gemma3Model model = model()) {
      FullParameterisation full = FullParameterisation.of(model);
      TrainingResult result =
          trainer(model, full, settings("falls", 40, ""))
              .run(ProgressReporter.SILENT, TrainingListener.NONE);
      double first = result.firstEvaluation().orElseThrow().loss();
      double last = result.lastEvaluation().orElseThrow().loss();
      assertTrue(last < 0.7 * first, first + " -> " + last);
      assertTrue(result.complete());
      List<String> lines = metrics("falls");
      assertTrue(lines.get(0).contains("\"eval_loss\":" + first), lines.get(0));
      assertTrue(lines.get(lines.size() - 1).contains("\"eval_loss\":" + last));
      assertTrue(lines.get(1).matches("\\{\"step\":1,\"epoch\":.*\"grad_norm\":.*}"), lines.get(1));
    }
  }

  @Test
  void noTensorOutlivesItsStep() {
    try (Gemma3Model model = model()) {
      Trainer trainer = trainer(model, lora(model), settings("memory", 3, ""));
      trainer.run(ProgressReporter.SILENT, stopAfter(1));
      int before = model.scope().size();
      trainer.run(ProgressReporter.SILENT, TrainingListener.NONE);
      assertEquals(before, model.scope().size());
      assertEquals(0, model.openScopes());
    }
  }

  @Test
  void gradientsDoNotDependOnTheOrderOfMicroBatches() {
    try (Gemma3Model model = model()) {
      LoraParameterisation lora = lora(model);
      AdamW optimiser = new AdamW(RULE, lora.parameters(), model.scope());
      TrainingStep step =
          new TrainingStep(
              model, lora, new SupervisedObjective(), Optional.empty(), optimiser, true);
      MicroBatch a = MicroBatch.of(examples(3, 1));
      MicroBatch b = MicroBatch.of(examples(2, 2));
      MicroBatch c = MicroBatch.of(examples(4, 3));
      step.gradients(List.of(a, b, c));
      float[] one = step.gradient().floats();
      step.gradients(List.of(c, a, b));
      assertArrayEquals(one, step.gradient().floats());
    }
  }

  @Test
  void keptActivationsAndRecomputedOnesGiveTheSameGradients() {
    try (Gemma3Model model = model()) {
      FullParameterisation full = FullParameterisation.of(model);
      AdamW optimiser = new AdamW(RULE, full.parameters(), model.scope());
      MicroBatch batch = MicroBatch.of(examples(3, 1));
      List<float[]> gradients = new ArrayList<>();
      for (boolean keep : new boolean[] {true, false}) {
        TrainingStep step =
            new TrainingStep(
                model, full, new SupervisedObjective(), Optional.empty(), optimiser, keep);
        step.gradients(List.of(batch));
        gradients.add(step.gradient().floats());
      }
      assertArrayEquals(gradients.get(0), gradients.get(1));
    }
  }

  @Test
  void trainingInBf16KeepsFloat32MastersAndLearns() {
    try (Gemma3Model model =
        Gemma3Model.of(
            TinyTraining.CONFIG,
            Precision.BF16,
            scope -> Gemma3Weights.random(TinyTraining.CONFIG, 0, 5, scope))) {
      FullParameterisation full = FullParameterisation.of(model);
      TrainingResult result =
          trainer(model, full, settings("bf16", 40, ""))
              .run(ProgressReporter.SILENT, TrainingListener.NONE);
      double first = result.firstEvaluation().orElseThrow().loss();
      assertTrue(result.lastEvaluation().orElseThrow().loss() < 0.7 * first);
    }
  }

  @Test
  void aTokenBeyondTheVocabularyIsRefusedBeforeAnythingRuns() {
    List<EncodedConversation> examples =
        List.of(new EncodedConversation(new int[] {2, 50}, new boolean[] {false, true}));
    try (Gemma3Model model = model()) {
      LoraParameterisation lora = lora(model);
      UserError error =
          assertThrows(
              UserError.class,
              () ->
                  new Trainer(
                      model,
                      lora,
                      new SupervisedObjective(),
                      Optional.empty(),
                      RULE,
                      Schedule.constant(0),
                      AnswerExample.all(examples),
                      List.of(),
                      settings("refused", 1, "")));
      assertTrue(error.getMessage().contains("holds the token 50"), error.getMessage());
      assertFalse(Files.exists(folder.resolve("refused")));
    }
  }

  @Test
  void aLearningRateThatMakesNumbersOverflowIsReportedAsTheUsersToMend() {
    try (Gemma3Model model = model()) {
      FullParameterisation full = FullParameterisation.of(model);
      AdamW.Settings wild = new AdamW.Settings(1e30, 0.9, 0.999, 1e-8, 0, 0);
      Trainer trainer =
          new Trainer(
              model,
              full,
              new SupervisedObjective(),
              Optional.empty(),
              wild,
              Schedule.constant(0),
              AnswerExample.all(examples(8, 1)),
              List.of(),
              settings("wild", 10, ""));
      UserError error =
          assertThrows(
              UserError.class, () -> trainer.run(ProgressReporter.SILENT, TrainingListener.NONE));
      assertTrue(error.getMessage().contains("training diverged: "), error.getMessage());
    }
  }

  private float[] train(boolean full, String name, int steps, TrainingListener listener) {
    try (Gemma3Model model = model()) {
      Parameterisation parameterisation = full ? FullParameterisation.of(model) : lora(model);
      trainer(model, parameterisation, settings(name, steps, ""))
          .run(ProgressReporter.SILENT, listener);
      return parameterisation.parameters().flat().floats();
    }
  }

  private static Trainer trainer(
      Gemma3Model model, Parameterisation parameterisation, TrainerSettings settings) {
    return TinyTraining.trainer(model, parameterisation, new SupervisedObjective(), settings);
  }

  private TrainerSettings settings(String name, long steps, String fingerprint) {
    return TinyTraining.settings(
        folder.resolve(name),
        fingerprint,
        new Course(100, steps, 5, 1, 3, Optional.empty()),
        new Keeping(4, 2));
  }

  private List<String> metrics(String name) throws IOException {
    return Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"));
  }
}
