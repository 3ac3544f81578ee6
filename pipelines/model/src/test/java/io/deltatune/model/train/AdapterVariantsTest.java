package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.checkpoint.TinyModel;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.Adapter.Place;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.golden.GoldenModel;
import io.deltatune.model.quantise.FourBitQuantiser;
import io.deltatune.model.quantise.FourBitType;
import io.deltatune.model.train.LoraPlan.Adapted;
import io.deltatune.model.train.LoraPlan.Variant;
import io.deltatune.model.train.TrainerSettings.Course;
import io.deltatune.model.train.TrainerSettings.Keeping;
import io.deltatune.model.train.objective.SupervisedObjective;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs of LoRA's variants: that they learn, and go on after a stop as if nothing had been. */
class AdapterVariantsTest {
  private static final long NEVER = Long.MAX_VALUE;

  @TempDir Path folder;

  @BeforeEach
  void writeModel() {
    TinyModel.write(folder.resolve("model"), 3);
  }

  private Gemma3Model open(boolean codes) {
    OpenOptions options = OpenOptions.onProcessor(Precision.FP32, Residence.COPIED);
    return Gemma3Model.open(
        folder.resolve("model"),
        codes ? options.with(new FourBitQuantiser(FourBitType.NF4, true)) : options);
  }

  private static LoraPlan plan(Variant variant) {
    return LoraPlan.uniform(TinyModel.CONFIG, 4, 2, Set.of(Projection.values()), variant);
  }

  @Test
  void aStoppedRunWithMagnitudesDropoutAndTwoRatesOverCodesGoesOnToTheBit() {
    float[] undisturbed = trained("whole", NEVER);
    trained("stopped", 3);
    assertArrayEquals(undisturbed, trained("stopped", NEVER));
  }

  private float[] trained(String name, long stopAfter) {
    try (Gemma3Model model = open(true)) {
      LoraParameterisation lora =
          LoraParameterisation.of(model, plan(new Variant(true, 0.2, 4)), LoraStart.GAUSSIAN, 9);
      train(model, lora, name, 5, stopAfter);
      return lora.parameters().flat().floats();
    }
  }

  @ParameterizedTest
  @EnumSource(LoraStart.class)
  void everyStartBeginsWithTheModelAsItIsAndLearns(LoraStart start) {
    MicroBatch rows = MicroBatch.of(TinyTraining.examples(6, 9));
    try (Gemma3Model model = open(false)) {
      float[] before = Backpropagation.inferring(model).logProbabilities(rows);
      LoraParameterisation lora = LoraParameterisation.of(model, plan(Variant.PLAIN), start, 9);
      float[] first = Backpropagation.inferring(model).logProbabilities(rows);
      assertTrue(GoldenModel.difference(first, before) <= 1e-4, "the start changes nothing");
      TrainingResult result = train(model, lora, "run", 12, NEVER);
      double loss = result.firstEvaluation().orElseThrow().loss();
      assertTrue(result.lastEvaluation().orElseThrow().loss() < 0.9 * loss);
      float[] trained = Backpropagation.inferring(model).logProbabilities(rows);
      model.adapt(lora.matrices());
      float[] exported = Backpropagation.inferring(model).logProbabilities(rows);
      assertTrue(GoldenModel.difference(exported, trained) <= 1e-3, "what is written is that");
    }
  }

  @Test
  void magnitudesAndDropoutHaveNearlyTheSameGradientsInBf16() {
    float[] wide = gradients(Precision.FP32);
    double difference = GoldenModel.relativeDifference(gradients(Precision.BF16), wide);
    assertTrue(difference > 0 && difference < 0.05, "gradients differ by " + difference);
  }

  private float[] gradients(Precision precision) {
    try (Gemma3Model model = Gemma3Model.open(folder.resolve("model"), precision, false)) {
      LoraParameterisation lora =
          LoraParameterisation.of(model, plan(new Variant(true, 0.2, 1)), LoraStart.ORTHOGONAL, 9);
      AdamW optimiser = new AdamW(TinyTraining.RULE, lora.parameters(), model.scope());
      TrainingStep step =
          new TrainingStep(
              model, lora, new SupervisedObjective(), Optional.empty(), optimiser, false);
      step.gradients(List.of(MicroBatch.of(TinyTraining.examples(6, 9))));
      return step.gradient().floats();
    }
  }

  @Test
  void layersBelowTheFirstAdaptedOneAreLeftAlone() {
    LoraPlan upper =
        new LoraPlan(List.of(new Adapted(new Place(1, Projection.VALUE), 4, 2)), Variant.PLAIN);
    try (Gemma3Model model = open(false)) {
      LoraParameterisation lora = LoraParameterisation.of(model, upper, LoraStart.ORTHOGONAL, 1);
      MicroBatch rows = MicroBatch.of(TinyTraining.examples(4, 1));
      AdamW optimiser = new AdamW(TinyTraining.RULE, lora.parameters(), model.scope());
      for (boolean keep : new boolean[] {true, false}) {
        TrainingStep step =
            new TrainingStep(
                model, lora, new SupervisedObjective(), Optional.empty(), optimiser, keep);
        step.gradients(List.of(rows));
        double norm = 0;
        for (float value : step.gradient().floats()) {
          norm += (double) value * value;
        }
        assertTrue(norm > 0 && Double.isFinite(norm));
      }
    }
  }

  private TrainingResult train(
      Gemma3Model model, LoraParameterisation lora, String name, int steps, long stopAfter) {
    TrainerSettings settings =
        TinyTraining.settings(
            folder.resolve(name),
            "",
            new Course(100, steps, 0, 1, 3, Optional.empty()),
            new Keeping(2, 2));
    return TinyTraining.trainer(model, lora, new SupervisedObjective(), settings)
        .run(ProgressReporter.SILENT, TinyTraining.stopAfter(stopAfter));
  }
}
