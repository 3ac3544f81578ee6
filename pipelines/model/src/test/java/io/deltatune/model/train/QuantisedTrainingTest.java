package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.checkpoint.TinyModel;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.export.Export;
import io.deltatune.model.export.QuantisedExport;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.KeyValueCache;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.golden.GoldenModel;
import io.deltatune.model.quantise.FourBitQuantiser;
import io.deltatune.model.quantise.FourBitType;
import io.deltatune.model.safetensors.TensorType;
import io.deltatune.model.train.TrainerSettings.Arrangement;
import io.deltatune.model.train.TrainerSettings.Batching;
import io.deltatune.model.train.TrainerSettings.Course;
import io.deltatune.model.train.TrainerSettings.Keeping;
import io.deltatune.model.train.objective.SupervisedObjective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Training and generating over 4-bit weights, beside the same over the plain weights that the codes
 * stand for; optimisers with 8-bit state and with momentum.
 */
class QuantisedTrainingTest {
  private static final AdamW.Settings ADAMW = new AdamW.Settings(1e-2, 0.9, 0.999, 1e-8, 0.01, 1);
  private static final FourBitQuantiser NF4 = new FourBitQuantiser(FourBitType.NF4, true);

  @TempDir Path folder;
  private Path plain;

  @BeforeEach
  void writeModel() {
    plain = folder.resolve("plain");
    TinyModel.write(plain, 3);
  }

  private static OpenOptions options(Precision precision) {
    return OpenOptions.onProcessor(precision, Residence.COPIED);
  }

  /** A folder with the weights that the codes stand for. */
  private Path dequantised() {
    Path codes = folder.resolve("codes");
    Path wide = folder.resolve("wide");
    QuantisedExport.run(plain, codes, NF4, ProgressReporter.SILENT);
    Export.run(
        codes,
        Optional.empty(),
        wide,
        new Export.Settings(TensorType.FP32, 1 << 30),
        ProgressReporter.SILENT);
    return wide;
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void gradientsOfTheAdapterAreThoseOverTheDequantisedWeights(Precision precision) {
    float[] expected = gradients(dequantised(), options(precision));
    float[] actual = gradients(plain, options(precision).with(NF4));
    double difference = GoldenModel.relativeDifference(actual, expected);
    assertTrue(difference <= 1e-6, "gradients differ by " + difference);
  }

  /** Asks for kept activations, which quantised weights must not have. */
  private static float[] gradients(Path model, OpenOptions options) {
    try (Gemma3Model opened = Gemma3Model.open(model, options)) {
      LoraParameterisation lora = lora(opened);
      try (Scope scope = opened.newScope()) {
        // B is zero at first: then A would have no gradient.
        scope.callForOne("assign", lora.parameters().flat(), noise(lora.parameters(), scope));
      }
      AdamW optimiser = new AdamW(ADAMW, lora.parameters(), opened.scope());
      TrainingStep step =
          new TrainingStep(
              opened, lora, new SupervisedObjective(), Optional.empty(), optimiser, true);
      step.gradients(List.of(MicroBatch.of(examples(4, 1))));
      return step.gradient().floats();
    }
  }

  private static Tensor noise(FlatParameters parameters, Scope scope) {
    Random random = new Random(8);
    float[] values = new float[(int) parameters.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * 0.1);
    }
    return scope.floats(values, values.length);
  }

  @Test
  void promptsAndTokensThroughTheCacheGiveTheStatesOfTheDequantisedModel() {
    List<float[]> expected = states(dequantised(), options(Precision.FP32));
    List<float[]> actual = states(plain, options(Precision.FP32).with(NF4));
    for (int i = 0; i < expected.size(); i++) {
      double difference = GoldenModel.difference(actual.get(i), expected.get(i));
      assertTrue(difference <= 1e-4, "states " + i + " differ by " + difference);
    }
  }

  private static List<float[]> states(Path model, OpenOptions options) {
    List<float[]> states = new ArrayList<>();
    try (Gemma3Model opened = Gemma3Model.open(model, options);
        KeyValueCache cache = opened.newCache(2, 24);
        Scope step = opened.newScope()) {
      int[][] prompts = {{2, 7, 9, 30, 31, 32, 33, 34, 35, 36}, {2, 11}};
      states.add(opened.prefill(cache, new int[] {0, 1}, prompts, step).floats());
      for (int token = 40; token < 44; token++) {
        states.add(opened.decode(cache, new int[] {token, token + 9}, step).floats());
      }
    }
    return states;
  }

  @Test
  void quantisedWeightsAreNeverTrained() {
    try (Gemma3Model model = Gemma3Model.open(plain, options(Precision.FP32).with(NF4))) {
      UserError error = assertThrows(UserError.class, () -> FullParameterisation.of(model));
      assertTrue(error.getMessage().contains("quantised"), error.getMessage());
    }
  }

  @Test
  void trainingOverCodesLearns() {
    try (Gemma3Model model = Gemma3Model.open(plain, options(Precision.FP32).with(NF4))) {
      TrainingResult result = train(model, lora(model), ADAMW, "codes", 30, 0);
      double first = result.firstEvaluation().orElseThrow().loss();
      double last = result.lastEvaluation().orElseThrow().loss();
      assertTrue(last < 0.8 * first, first + " -> " + last);
    }
  }

  @Test
  void everyOptimiserLearnsAndGoesOnFromACheckpointToTheBit() {
    assertResumes(new EightBitAdamW.Settings(ADAMW, false), "eight");
    assertResumes(new MomentumSgd.Settings(0.1, 0.9, 0.01, 1), "sgd");
  }

  private void assertResumes(UpdateRule rule, String name) {
    float[] undisturbed = parameters(rule, name, 7, 0);
    parameters(rule, name + "-stopped", 7, 5);
    assertArrayEquals(undisturbed, parameters(rule, name + "-stopped", 7, 0), name);
  }

  @Test
  void pagedStateLiesInAFileWithoutANameAndChangesNothing() throws IOException {
    float[] expected = parameters(new EightBitAdamW.Settings(ADAMW, false), "memory", 4, 0);
    float[] paged = parameters(new EightBitAdamW.Settings(ADAMW, true), "paged", 4, 0);
    assertArrayEquals(expected, paged);
    try (Stream<Path> left = Files.list(folder.resolve("paged"))) {
      assertEquals(0, left.filter(path -> path.toString().endsWith(".state")).count());
    }
  }

  private float[] parameters(UpdateRule rule, String name, int steps, int stopAfter) {
    try (Gemma3Model model = Gemma3Model.open(plain, options(Precision.FP32))) {
      FullParameterisation full = FullParameterisation.of(model);
      TrainingResult result = train(model, full, rule, name, steps, stopAfter);
      if (stopAfter == 0 && result.firstEvaluation().isPresent()) {
        double first = result.firstEvaluation().get().loss();
        double last = result.lastEvaluation().orElseThrow().loss();
        assertTrue(last < first, name + ": " + first + " -> " + last);
      }
      return full.parameters().flat().floats();
    }
  }

  private TrainingResult train(
      Gemma3Model model,
      Parameterisation parameterisation,
      UpdateRule rule,
      String name,
      int steps,
      int stopAfter) {
    TrainerSettings settings =
        new TrainerSettings(
            folder.resolve(name),
            "",
            new Batching(4, 0, 2, 11, true, Arrangement.BY_LENGTH),
            new Course(100, steps, 0, 1, 1, Optional.empty()),
            new Keeping(4, 2),
            true,
            row -> "row " + row);
    return new Trainer(
            model,
            parameterisation,
            new SupervisedObjective(),
            Optional.empty(),
            rule,
            Schedule.constant(0),
            AnswerExample.all(examples(20, 1)),
            AnswerExample.all(examples(6, 9)),
            settings)
        .run(ProgressReporter.SILENT, stopAfter(stopAfter));
  }

  private static TrainingListener stopAfter(int steps) {
    return new TrainingListener() {
      private long done;

      @Override
      public void step(StepMetrics metrics) {
        done = metrics.step();
      }

      @Override
      public boolean isStopped() {
        return steps > 0 && done == steps;
      }
    };
  }

  private static LoraParameterisation lora(Gemma3Model model) {
    return LoraParameterisation.of(
        model, new LoraParameterisation.Settings(4, 8, Set.of(Projection.values())), 3);
  }

  /** Sequences that count upwards. */
  private static List<EncodedConversation> examples(int count, long seed) {
    Random random = new Random(seed);
    List<EncodedConversation> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] tokens = new int[5 + random.nextInt(8)];
      boolean[] labelled = new boolean[tokens.length];
      tokens[0] = random.nextInt(20);
      for (int j = 1; j < tokens.length; j++) {
        tokens[j] = tokens[j - 1] + 1;
        labelled[j] = true;
      }
      examples.add(new EncodedConversation(tokens, labelled));
    }
    return examples;
  }
}
