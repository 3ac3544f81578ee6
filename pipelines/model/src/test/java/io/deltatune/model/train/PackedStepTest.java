package io.deltatune.model.train;

import static io.deltatune.model.train.TinyTraining.RULE;
import static io.deltatune.model.train.TinyTraining.examples;
import static io.deltatune.model.train.TinyTraining.model;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.golden.GoldenModel;
import io.deltatune.model.train.TrainerSettings.Arrangement;
import io.deltatune.model.train.TrainerSettings.Batching;
import io.deltatune.model.train.TrainerSettings.Course;
import io.deltatune.model.train.objective.Divergence;
import io.deltatune.model.train.objective.LossSettings;
import io.deltatune.model.train.objective.PreferenceObjective;
import io.deltatune.model.train.objective.SupervisedObjective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A step whose micro-batches are packed learns what one of single rows does. */
class PackedStepTest {
  @Test
  void ofConversations() {
    assertEqual(new SupervisedObjective(), AnswerExample.all(examples(17, 4)), 30);
  }

  @Test
  void ofPairs() {
    List<PairExample> pairs = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int[] chosen = new int[1 + i % 4];
      Arrays.fill(chosen, 20 + i);
      pairs.add(
          PairExample.of(new int[] {2, 5 + i}, chosen, new int[] {9, 8}, Cut.NOTHING, false)
              .orElseThrow()
              .withReferences(-3.0 - i, -7.0));
    }
    Objective dpo =
        new PreferenceObjective(
            List.of(new PreferenceObjective.Term("sigmoid", 1)),
            LossSettings.of(0.1, 0),
            Divergence.REVERSE_KL);
    assertEqual(dpo, pairs, 14);
  }

  private static void assertEqual(
      Objective objective, List<? extends TrainingExample> examples, int tokens) {
    List<MicroBatch> packed =
        step(examples, new Batching(1, tokens, 100, 3, true, Arrangement.BEST_FIT));
    List<MicroBatch> single =
        step(examples, new Batching(1, 0, 100, 3, false, Arrangement.AS_THEY_COME));
    assertEquals(examples.size(), single.size());
    assertTrue(packed.size() <= examples.size() / 2 + 1, packed.size() + " micro-batches");
    try (Gemma3Model model = model()) {
      FullParameterisation full = FullParameterisation.of(model);
      AdamW optimiser = new AdamW(RULE, full.parameters(), model.scope());
      TrainingStep step =
          new TrainingStep(model, full, objective, Optional.empty(), optimiser, true);
      double loss = step.gradients(single).loss();
      float[] expected = step.gradient().floats();
      assertEquals(loss, step.gradients(packed).loss(), 1e-6);
      double difference = GoldenModel.relativeDifference(step.gradient().floats(), expected);
      assertTrue(difference <= 1e-5, "gradients differ by " + difference);
    }
  }

  private static List<MicroBatch> step(
      List<? extends TrainingExample> examples, Batching batching) {
    return new BatchOrder(examples, batching, new Course(1, 0, 0, 1, 1, Optional.empty())).step(0);
  }
}
