package io.deltatune.model.gemma3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Gemma3Model.Choice;
import io.deltatune.model.gemma3.Gemma3Model.TargetScores;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.SafetensorsFolder;
import io.deltatune.model.safetensors.SafetensorsWriter;
import io.deltatune.model.safetensors.TensorContent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mapped bf16 matrices that are larger than the tiles in which they are converted (the golden
 * checkpoints' are smaller), against copies in fp32, which need no tiles, and against definitions.
 */
class TiledWeightsTest {
  private static final int HIDDEN = 96;
  private static final int VOCABULARY = 30_001;
  private static final Gemma3Config CONFIG =
      new Gemma3Config(
          VOCABULARY,
          HIDDEN,
          14_001,
          1,
          4,
          1,
          16,
          16,
          32,
          512,
          1e-6,
          new Gemma3Config.Rope(10_000, 1),
          new Gemma3Config.Rope(1_000_000, 1),
          List.of(true),
          true,
          0.02);

  @TempDir static Path folder;

  @BeforeAll
  static void writeModel() {
    Random random = new Random(3);
    Map<String, TensorContent> tensors = new HashMap<>();
    for (WeightNames.Named named : WeightNames.all(CONFIG)) {
      float[] values = floats(random, (int) named.size(), 0.2);
      tensors.put(named.name(), TensorContent.ofFloatsAsBf16(values, named.shape()));
    }
    SafetensorsWriter.write(folder.resolve(SafetensorsFolder.SINGLE), tensors);
    CONFIG.write(folder, "bfloat16");
    EngineProcess.useThreads(1);
  }

  private static float[] floats(Random random, int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }

  private static Gemma3Model open(Residence weights) {
    return Gemma3Model.open(folder, OpenOptions.onProcessor(Precision.FP32, weights));
  }

  @Test
  void logitsOfAnyNumberOfTokensEqualThoseOfACopy() {
    Random random = new Random(4);
    try (Gemma3Model mapped = open(Residence.MAPPED);
        Gemma3Model copied = open(Residence.COPIED)) {
      for (int count : new int[] {1, 4, 5, 32, 33, 48, 49, 64, 65}) {
        int[] tokens = random.ints(count, 0, VOCABULARY).toArray();
        try (Scope first = mapped.newScope();
            Scope second = copied.newScope()) {
          assertClose(
              copied.logits(tokens, second).floats(),
              mapped.logits(tokens, first).floats(),
              count + " tokens");
        }
      }
    }
  }

  @Test
  void logitsAreTheProductsWithTheTablesRows() {
    float[] states = floats(new Random(5), 3 * HIDDEN, 1);
    float[] table;
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(SafetensorsFolder.SINGLE))) {
      table = file.floats(WeightNames.TABLE);
    }
    float[] expected = new float[3 * VOCABULARY];
    for (int row = 0; row < 3; row++) {
      for (int id = 0; id < VOCABULARY; id++) {
        double sum = 0;
        for (int i = 0; i < HIDDEN; i++) {
          sum += (double) states[row * HIDDEN + i] * table[id * HIDDEN + i];
        }
        expected[row * VOCABULARY + id] = (float) sum;
      }
    }
    for (Residence weights : Residence.values()) {
      try (Gemma3Model model = open(weights)) {
        assertClose(expected, logits(model, states, 3), weights.name());
      }
    }
  }

  @Test
  void theMostProbableTokenIsTheBestOfAllLogitsForFewStatesAndForMany() {
    float[] states = floats(new Random(6), 200 * HIDDEN, 1);
    try (Gemma3Model mapped = open(Residence.MAPPED);
        Gemma3Model copied = open(Residence.COPIED)) {
      float[] logits = logits(copied, states, 200);
      for (int rows : new int[] {1, 2, 3, 200}) {
        for (int from = 0; from + rows <= 200; from += rows) {
          float[] part = Arrays.copyOfRange(states, from * HIDDEN, (from + rows) * HIDDEN);
          assertBest(logits, from, choice(mapped, part, rows, false));
          if (rows > 2) {
            assertBest(logits, from, choice(mapped, part, rows, true));
            assertBest(logits, from, choice(copied, part, rows, true));
          }
        }
      }
    }
  }

  private static Choice choice(Gemma3Model model, float[] states, int rows, boolean scored) {
    try (Scope step = model.newScope()) {
      return model.mostProbable(step.floats(states, rows, HIDDEN), scored, step);
    }
  }

  private static void assertBest(float[] logits, int from, Choice choice) {
    for (int i = 0; i < choice.tokens().length; i++) {
      int start = (from + i) * VOCABULARY;
      float best = Float.NEGATIVE_INFINITY;
      for (int id = 0; id < VOCABULARY; id++) {
        best = Math.max(best, logits[start + id]);
      }
      assertEquals(best, logits[start + choice.tokens()[i]], 2e-5, "state " + (from + i));
      if (choice.logProbabilities().length > 0) {
        double expected = best - logSum(logits, start);
        assertEquals(expected, choice.logProbabilities()[i], 1e-4, "state " + (from + i));
      }
    }
  }

  @Test
  void scoresOfTargetsInAnyOrderAreTheLogarithmsOfTheSoftmax() {
    int count = 600; // more than go through the head together
    Random random = new Random(7);
    float[] states = floats(random, count * HIDDEN, 1);
    int[] rows = random.ints(900, 0, count).toArray();
    int[] targets = random.ints(900, 0, VOCABULARY).toArray();
    try (Gemma3Model mapped = open(Residence.MAPPED);
        Gemma3Model copied = open(Residence.COPIED)) {
      float[] logits = logits(copied, states, count);
      int[] best = choice(copied, states, count, false).tokens();
      for (int i = 0; i < rows.length; i += 3) {
        targets[i] = best[rows[i]];
      }
      for (Gemma3Model model : List.of(mapped, copied)) {
        try (Scope step = model.newScope()) {
          Tensor all = step.floats(states, count, HIDDEN);
          TargetScores scores = model.targetScores(all, rows, targets, step);
          for (int i = 0; i < rows.length; i++) {
            int start = rows[i] * VOCABULARY;
            double expected = logits[start + targets[i]] - logSum(logits, start);
            assertEquals(expected, scores.logProbabilities()[i], 1e-4, "pair " + i);
            assertEquals(targets[i] == best[rows[i]], scores.greedy()[i], "pair " + i);
          }
        }
      }
    }
  }

  private static double logSum(float[] logits, int start) {
    double sum = 0;
    for (int id = 0; id < VOCABULARY; id++) {
      sum += Math.exp(logits[start + id]);
    }
    return Math.log(sum);
  }

  private static float[] logits(Gemma3Model model, float[] states, int rows) {
    try (Scope step = model.newScope()) {
      return model.headLogits(step.floats(states, rows, HIDDEN), step).floats();
    }
  }

  private static void assertClose(float[] expected, float[] actual, String where) {
    assertEquals(expected.length, actual.length);
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs((double) expected[i] - actual[i]));
    }
    double difference = largest;
    assertTrue(difference <= 1e-4, () -> where + ": " + difference);
  }
}
