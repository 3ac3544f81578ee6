package io.deltatune.model.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.engine.Engine;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Program;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Draws against the distribution that they shall have, by chi-squared; the expected probabilities
 * are computed here from the logits, by sorting. The seeds are fixed, so that a test that passes
 * does so always.
 */
class DistributionTest {
  private static final int DRAWS = 1600;
  private static final Sampling PLAIN = new Sampling(1, 0, 1, 0, 1, 42);
  private static Engine engine;

  @BeforeAll
  static void open() {
    EngineProcess.useThreads(1);
    engine = Engine.open(new Program().include("sampling.torchscript"));
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void drawsWithoutLimitsFollowTheSoftmax() {
    assertDistribution(normal(20, 1), PLAIN);
    assertDistribution(normal(1500, 1), PLAIN);
  }

  @Test
  void theTemperatureSharpensOrFlattensTheDraws() {
    assertDistribution(normal(20, 1.5), PLAIN.withTemperature(0.6));
    assertDistribution(normal(20, 1.5), PLAIN.withTemperature(1.9));
  }

  @Test
  void topKLeavesTheBest() {
    assertDistribution(normal(30, 1), PLAIN.withTopK(7));
    assertDistribution(normal(5000, 1), PLAIN.withTopK(12));
  }

  @Test
  void topPLeavesTheNucleus() {
    assertDistribution(normal(30, 1.5), PLAIN.withTopP(0.8));
    assertDistribution(normal(5000, 4), PLAIN.withTopP(0.7));
  }

  @Test
  void aNucleusLargerThanTheCandidatesIsDrawnFromAsWell() {
    assertDistribution(normal(3000, 0.3), PLAIN.withTopP(0.9));
    assertDistribution(normal(3000, 0.3), PLAIN.withTopP(0.95).withMinP(0.5));
  }

  @Test
  void minPLeavesWhatIsNotMuchLessProbableThanTheBest() {
    assertDistribution(normal(30, 1), PLAIN.withMinP(0.2));
    assertDistribution(normal(3000, 0.3), PLAIN.withMinP(0.05));
  }

  @Test
  void limitsActOneAfterTheOther() {
    assertDistribution(
        normal(60, 2), PLAIN.withTemperature(1.4).withTopK(20).withTopP(0.85).withMinP(0.08));
  }

  @Test
  void aDrawDependsOnSeedRowAndStepOnly() {
    float[] logits = normal(50, 1);
    List<Continuation> rows = Rows.rows(100, 100);
    int[] together = draw(logits, rows, PLAIN);
    for (int i = 0; i < rows.size(); i += 7) {
      assertEquals(together[i], draw(logits, List.of(rows.get(i)), PLAIN)[0]);
    }
    int[] otherSeed = draw(logits, rows, PLAIN.withSeed(43));
    assertTrue(IntStream.range(0, 100).filter(i -> together[i] != otherSeed[i]).count() > 50);
    Continuation row = rows.get(3);
    double first = RandomStream.share(42, row.key(), row.length(), 0);
    row.take(5, Float.NaN);
    assertNotEquals(first, RandomStream.share(42, row.key(), row.length(), 0));
  }

  @Test
  void randomNumbersAreUniformAndNeighboursAreNotAlike() {
    int[] counts = new int[16];
    double product = 0;
    for (int key = 0; key < 40; key++) {
      for (int step = 0; step < 400; step++) {
        double share = RandomStream.share(0, key, step, 0);
        assertTrue(share >= 0 && share < 1);
        counts[(int) (share * 16)]++;
        product += (share - 0.5) * (RandomStream.share(0, key + 1, step, 0) - 0.5);
      }
    }
    double expected = 1000;
    double chi = Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected)).sum();
    assertTrue(chi / expected < critical(15), "chi-squared " + chi / expected);
    assertEquals(0, product / 16000, 4 * (1 / 12.0) / Math.sqrt(16000));
  }

  @Test
  void scoresThatAreNotNumbersAreRefused() {
    float[] logits = normal(20, 1);
    logits[7] = Float.NaN;
    for (Sampling sampling : List.of(PLAIN, PLAIN.withTopK(3), PLAIN.withTopP(0.5))) {
      UserError error =
          assertThrows(UserError.class, () -> draw(logits, Rows.rows(0, 2), sampling));
      assertEquals(ErrorCode.UNSUPPORTED_MODEL, error.code());
    }
  }

  @Test
  void whatIsEqualToTheLastOfTheBestStaysToo() {
    float[] logits = new float[1000];
    Arrays.fill(logits, 200, 210, 3f);
    logits[999] = 4f;
    try (Scope step = engine.scope()) {
      Candidates candidates =
          chooser(PLAIN.withTopK(4))
              .candidates(tensor(logits, 1, step), Rows.rows(0, 1), step)
              .get(0);
      assertArrayEquals(
          new int[] {999, 209, 208, 207, 206, 205, 204, 203, 202, 201, 200}, candidates.ids());
    }
  }

  private static void assertDistribution(float[] logits, Sampling sampling) {
    double[] expected = expected(logits, sampling);
    int[] counts = new int[logits.length];
    for (int token : draw(logits, Rows.rows(0, DRAWS), sampling)) {
      assertTrue(expected[token] > 0, "token " + token + " was left out, " + sampling);
      counts[token]++;
    }
    double chi = 0;
    int bins = 0;
    double probability = 0;
    long count = 0;
    for (int token = 0; token < logits.length; token++) {
      probability += expected[token];
      count += counts[token];
      if (probability * DRAWS >= 20) {
        chi += Math.pow(count - probability * DRAWS, 2) / (probability * DRAWS);
        bins++;
        probability = 0;
        count = 0;
      }
    }
    assertTrue(bins > 3, "too few bins: " + bins);
    assertTrue(chi < critical(bins), "chi-squared " + chi + " of " + bins + " bins, " + sampling);
  }

  /** About the 99.9 % point, by the normal approximation; the rest's bin adds a little. */
  private static double critical(int degrees) {
    return degrees + 3.1 * Math.sqrt(2.0 * degrees) + 4;
  }

  /** The distribution by its definition. */
  private static double[] expected(float[] logits, Sampling sampling) {
    Integer[] order = new Integer[logits.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparing((Integer i) -> -logits[i]));
    double[] weights = new double[logits.length];
    int left = sampling.topK() > 0 ? Math.min(sampling.topK(), weights.length) : weights.length;
    double total = 0;
    for (int i = 0; i < left; i++) {
      weights[i] = Math.exp((logits[order[i]] - logits[order[0]]) / sampling.temperature());
      total += weights[i];
    }
    double[] probabilities = new double[logits.length];
    double above = 0;
    double kept = 0;
    for (int i = 0; i < left && above < sampling.topP() * total; i++) {
      above += weights[i];
      if (weights[i] >= sampling.minP()) {
        probabilities[order[i]] = weights[i];
        kept += weights[i];
      }
    }
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] /= kept;
    }
    return probabilities;
  }

  private static int[] draw(float[] logits, List<Continuation> rows, Sampling sampling) {
    int[] tokens = new int[rows.size()];
    for (int from = 0; from < tokens.length; from += TokenChooser.ROWS) {
      int to = Math.min(tokens.length, from + TokenChooser.ROWS);
      try (Scope step = engine.scope()) {
        Tensor some = tensor(logits, to - from, step);
        int[] chosen = chooser(sampling).choose(some, rows.subList(from, to), step).tokens();
        System.arraycopy(chosen, 0, tokens, from, to - from);
      }
    }
    return tokens;
  }

  private static TokenChooser chooser(Sampling sampling) {
    return new TokenChooser(GenerationSettings.greedy(1).withSampling(sampling), Rows.HEAD);
  }

  private static Tensor tensor(float[] logits, int rows, Scope step) {
    float[] all = new float[rows * logits.length];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(logits, 0, all, row * logits.length, logits.length);
    }
    return step.floats(all, rows, logits.length);
  }

  private static float[] normal(int size, double scale) {
    Random random = new Random(size);
    float[] logits = new float[size];
    for (int i = 0; i < size; i++) {
      logits[i] = (float) (random.nextGaussian() * scale);
    }
    return logits;
  }
}
