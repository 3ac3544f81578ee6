package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.deltatune.model.engine.Engine;
import io.deltatune.model.engine.Program;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The head's tiles against the definition of log-softmax, computed here in double precision. */
class HeadTest {
  private static final int ROWS = 5;
  private static final int WIDTH = 6;

  @ParameterizedTest
  @ValueSource(ints = {7, 8192, 8193, 10_000})
  void logProbabilitiesAndGradientsAreThoseOfTheDefinitionWhateverTheTiles(int vocabulary) {
    Random random = new Random(vocabulary);
    float[] hidden = normal(random, ROWS * WIDTH);
    float[] table = normal(random, vocabulary * WIDTH);
    float[] coefficients = normal(random, ROWS);
    long[] targets = {0, vocabulary - 1, vocabulary / 2, 3, vocabulary - 2};
    Expected expected = new Expected(hidden, table, coefficients, targets);
    Program program =
        new Program()
            .constant("epsilon", 1e-6)
            .include("head.torchscript")
            .include("norm.torchscript");
    try (Engine engine = Engine.open(program);
        Scope scope = engine.scope()) {
      Tensor gradient = scope.zeros(ROWS, WIDTH);
      Tensor tableGradient = scope.zeros(vocabulary, WIDTH);
      Tensor statistics = scope.zeros(ROWS, TokenFigures.EACH);
      Tensor found =
          scope.callForOne(
              "head_tiles",
              scope.floats(hidden, ROWS, WIDTH),
              scope.longs(targets, ROWS),
              scope.floats(coefficients, ROWS),
              scope.floats(table, vocabulary, WIDTH),
              gradient,
              tableGradient,
              scope.none(),
              statistics);
      assertClose(expected.logProbabilities, found.floats());
      assertClose(expected.statistics, statistics.floats());
      assertClose(expected.gradient, gradient.floats());
      assertClose(expected.tableGradient, tableGradient.floats());
      assertGradientsFromKnownNormalisers(scope, hidden, table, coefficients, targets, gradient);
      assertGradientsWhereTheTableRests(scope, hidden, table, coefficients, targets, expected);
    }
  }

  /** In one call, and in two: what is multiplied first, then what it is multiplied by. */
  private static void assertGradientsWhereTheTableRests(
      Scope scope,
      float[] hidden,
      float[] table,
      float[] coefficients,
      long[] targets,
      Expected expected) {
    Tensor rows = scope.floats(hidden, ROWS, WIDTH);
    Tensor entries = scope.floats(table, table.length / WIDTH, WIDTH);
    Tensor wanted = scope.longs(targets, ROWS);
    Tensor factors = scope.floats(coefficients, ROWS);
    Tensor none = scope.none();
    Tensor gradient = scope.zeros(ROWS, WIDTH);
    Tensor statistics = scope.zeros(ROWS, TokenFigures.EACH);
    Tensor found =
        scope.callForOne(
            "head_tiles", rows, wanted, factors, entries, gradient, none, none, statistics);
    assertClose(expected.logProbabilities, found.floats());
    assertClose(expected.statistics, statistics.floats());
    assertClose(expected.gradient, gradient.floats());

    Tensor directions = scope.zeros(ROWS, WIDTH);
    Tensor later = scope.zeros(ROWS, WIDTH);
    found =
        scope.callForOne("head_tiles", rows, wanted, none, entries, none, none, directions, none);
    assertClose(expected.logProbabilities, found.floats());
    scope.callForOne("head_tiles", rows, wanted, factors, entries, later, none, directions, none);
    assertClose(expected.gradient, later.floats());
  }

  /** In two calls: log-probabilities first, the gradient from what they left. */
  private static void assertGradientsFromKnownNormalisers(
      Scope scope,
      float[] hidden,
      float[] table,
      float[] coefficients,
      long[] targets,
      Tensor expected) {
    Tensor rows = scope.floats(hidden, ROWS, WIDTH);
    Tensor entries = scope.floats(table, table.length / WIDTH, WIDTH);
    Tensor wanted = scope.longs(targets, ROWS);
    Tensor normalisers = scope.zeros(ROWS);
    Tensor gradient = scope.zeros(ROWS, WIDTH);
    Tensor none = scope.none();
    scope.callForOne("head_tiles", rows, wanted, none, entries, none, none, normalisers, none);
    Tensor factors = scope.floats(coefficients, ROWS);
    scope.callForOne(
        "head_tiles", rows, wanted, factors, entries, gradient, none, normalisers, none);
    assertArrayEquals(expected.floats(), gradient.floats());
  }

  private static final class Expected {
    private final double[] logProbabilities = new double[ROWS];
    private final double[] statistics = new double[ROWS * TokenFigures.EACH];
    private final double[] gradient = new double[ROWS * WIDTH];
    private final double[] tableGradient;

    Expected(float[] hidden, float[] table, float[] coefficients, long[] targets) {
      int vocabulary = table.length / WIDTH;
      this.tableGradient = new double[table.length];
      for (int row = 0; row < ROWS; row++) {
        double[] logits = new double[vocabulary];
        double total = 0;
        for (int entry = 0; entry < vocabulary; entry++) {
          for (int i = 0; i < WIDTH; i++) {
            logits[entry] += (double) hidden[row * WIDTH + i] * table[entry * WIDTH + i];
          }
          total += Math.exp(logits[entry]);
        }
        int target = (int) targets[row];
        logProbabilities[row] = logits[target] - Math.log(total);
        tell(row, logits, logits[target], total);
        for (int entry = 0; entry < vocabulary; entry++) {
          double hit = entry == target ? 1 : 0;
          double slope = coefficients[row] * (hit - Math.exp(logits[entry]) / total);
          for (int i = 0; i < WIDTH; i++) {
            gradient[row * WIDTH + i] += slope * table[entry * WIDTH + i];
            tableGradient[entry * WIDTH + i] += slope * hidden[row * WIDTH + i];
          }
        }
      }
    }

    private void tell(int row, double[] logits, double target, double total) {
      double entropy = 0;
      double sum = 0;
      boolean greatest = true;
      for (double logit : logits) {
        entropy -= Math.exp(logit) / total * (logit - Math.log(total));
        sum += logit;
        greatest &= target >= logit;
      }
      statistics[TokenFigures.EACH * row] = greatest ? 1 : 0;
      statistics[TokenFigures.EACH * row + 1] = entropy;
      statistics[TokenFigures.EACH * row + 2] = sum / logits.length;
    }
  }

  private static void assertClose(double[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 2e-5 * (1 + Math.abs(expected[i])), "element " + i);
    }
  }

  private static float[] normal(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
