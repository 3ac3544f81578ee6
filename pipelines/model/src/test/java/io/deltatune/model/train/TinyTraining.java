package io.deltatune.model.train;

import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Config.Rope;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Gemma3Weights;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.train.TrainerSettings.Arrangement;
import io.deltatune.model.train.TrainerSettings.Batching;
import io.deltatune.model.train.TrainerSettings.Course;
import io.deltatune.model.train.TrainerSettings.Keeping;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A model of two layers and fifty tokens, and rows that it can learn. */
final class TinyTraining {
  static final Gemma3Config CONFIG =
      new Gemma3Config(
          50,
          16,
          24,
          2,
          2,
          1,
          8,
          8,
          6,
          64,
          1e-6,
          new Rope(1e4, 1),
          new Rope(1e6, 1),
          List.of(true, false),
          true,
          0.25);

  static final AdamW.Settings RULE = new AdamW.Settings(1e-2, 0.9, 0.999, 1e-8, 0.01, 1);

  private TinyTraining() {}

  static Gemma3Model model() {
    return Gemma3Model.of(
        CONFIG, Precision.FP32, scope -> Gemma3Weights.random(CONFIG, 0, 5, scope));
  }

  static LoraParameterisation lora(Gemma3Model model) {
    return LoraParameterisation.of(
        model, new LoraParameterisation.Settings(4, 8, Set.of(Projection.values())), 3);
  }

  /** Two micro-batches of four rows a step. */
  static TrainerSettings settings(
      Path folder, String fingerprint, Course course, Keeping checkpoints) {
    return new TrainerSettings(
        folder,
        fingerprint,
        new Batching(4, 0, 2, 11, true, Arrangement.BY_LENGTH),
        course,
        checkpoints,
        true,
        row -> "row " + row);
  }

  /** Over thirty rows to train on and six to measure on. */
  static Trainer trainer(
      Gemma3Model model,
      Parameterisation parameterisation,
      Objective objective,
      TrainerSettings settings) {
    return new Trainer(
        model,
        parameterisation,
        objective,
        Optional.empty(),
        RULE,
        Schedule.cosine(2),
        AnswerExample.all(examples(30, 1)),
        AnswerExample.all(examples(6, 9)),
        settings);
  }

  static TrainingListener stopAfter(long steps) {
    return new TrainingListener() {
      private long done;

      @Override
      public void step(StepMetrics metrics) {
        done = metrics.step();
      }

      @Override
      public boolean isStopped() {
        return done == steps;
      }
    };
  }

  /** Sequences that count upwards in steps of one or two, so that there is something to learn. */
  static List<EncodedConversation> examples(int count, long seed) {
    Random random = new Random(seed);
    List<EncodedConversation> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = 5 + random.nextInt(8);
      int stride = 1 + random.nextInt(2);
      int[] tokens = new int[length];
      boolean[] labelled = new boolean[length];
      tokens[0] = random.nextInt(20);
      for (int j = 1; j < length; j++) {
        tokens[j] = tokens[j - 1] + stride;
        labelled[j] = j > 1;
      }
      examples.add(new EncodedConversation(tokens, labelled));
    }
    return examples;
  }
}
