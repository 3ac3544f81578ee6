package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Adapter.LowRank;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.train.LoraPlan.Adapted;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The first values of A and B, as in PEFT ({@code init_lora_weights}). Each matrix has its own
 * stream of random numbers, so that values do not depend on order.
 */
public enum LoraStart {
  /** A uniform in the bounds of {@code kaiming_uniform(a = sqrt 5)}, 1 / sqrt(in); B zero. */
  UNIFORM,
  /** A normal with the deviation 1 / rank; B zero. */
  GAUSSIAN,
  /** Neither is zero, but their product is, since the rows of one basis lie in both. */
  ORTHOGONAL,
  /** The weight's largest singular directions (arXiv 2404.02948), taken off the weight. */
  PISSA,
  /** The first columns and rows of the weight's QR (arXiv 2406.01775), taken off the weight. */
  OLORA;

  /** Whether the product of the first values is taken off the weight. */
  public boolean isTakenOff() {
    return this == PISSA || this == OLORA;
  }

  /**
   * The first matrices of a projection; of a quantised weight those of what its codes stand for.
   */
  LowRank matrices(Gemma3Model model, Adapted adapted, long seed) {
    Projection projection = adapted.place().projection();
    int rank = adapted.rank();
    int inputs = projection.inputs(model.config());
    int outputs = projection.outputs(model.config());
    Random random =
        new Random(seed * 1_000_003L + (adapted.module() + ".lora_A.weight").hashCode());
    float[] zeros = new float[outputs * rank];
    return switch (this) {
      case UNIFORM ->
          new LowRank(
              rank,
              adapted.scaling(),
              drawn(
                  rank * inputs, () -> 2 * random.nextFloat() - 1, (float) (1 / Math.sqrt(inputs))),
              zeros);
      case GAUSSIAN ->
          new LowRank(
              rank,
              adapted.scaling(),
              drawn(rank * inputs, () -> (float) random.nextGaussian(), 1f / rank),
              zeros);
      case ORTHOGONAL -> orthogonal(model, adapted, inputs, outputs, random);
      case PISSA -> decomposed(model, "pissa", adapted);
      case OLORA -> decomposed(model, "olora", adapted);
    };
  }

  /** A source of numbers around 0. */
  private interface Draw {
    float next();
  }

  private static float[] drawn(int count, Draw draw, float size) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = draw.next() * size;
    }
    return values;
  }

  private static LowRank orthogonal(
      Gemma3Model model, Adapted adapted, int inputs, int outputs, Random random) {
    int rank = adapted.rank();
    try (Scope scope = model.newScope()) {
      Tensor square =
          scope.floats(drawn(rank * rank, () -> (float) random.nextGaussian(), 1), rank, rank);
      int half = rank / 2;
      Tensor left =
          scope.floats(drawn(inputs * half, () -> (float) random.nextGaussian(), 1), inputs, half);
      Tensor right =
          scope.floats(
              drawn(half * outputs, () -> (float) random.nextGaussian(), 1), half, outputs);
      return matrices(adapted, scope.call("orthogonal_start", square, left, right));
    }
  }

  private static LowRank decomposed(Gemma3Model model, String method, Adapted adapted) {
    try (Scope scope = model.newScope()) {
      return matrices(
          adapted,
          scope.call(
              method + "_start",
              weight(model, adapted),
              scope.numbers(adapted.rank()),
              scope.settings(new double[] {adapted.scaling()}, 1)));
    }
  }

  private static LowRank matrices(Adapted adapted, List<Tensor> found) {
    return new LowRank(
        adapted.rank(), adapted.scaling(), found.get(0).floats(), found.get(1).floats());
  }

  private static Tensor weight(Gemma3Model model, Adapted adapted) {
    int projection = adapted.place().projection().index();
    return model.weights().layer(adapted.place().layer()).get(projection);
  }

  /** The norms of the rows of W + scaling B A. */
  static float[] norms(Gemma3Model model, Adapted adapted, LowRank matrix) {
    try (Scope scope = model.newScope()) {
      long rank = matrix.rank();
      return scope
          .callForOne(
              "row_norms",
              weight(model, adapted),
              scope.floats(matrix.down(), rank, matrix.down().length / rank),
              scope.floats(matrix.up(), matrix.up().length / rank, rank),
              scope.settings(new double[] {matrix.scaling()}, 1))
          .floats();
    }
  }

  /** B A - B' A' as one product: [B, -B'] [A; A'], of the sum of the ranks. */
  static LowRank less(LowRank matrix, LowRank other) {
    int rank = matrix.rank() + other.rank();
    float[] down = Arrays.copyOf(matrix.down(), matrix.down().length + other.down().length);
    System.arraycopy(other.down(), 0, down, matrix.down().length, other.down().length);
    float[] up = new float[matrix.up().length + other.up().length];
    for (int row = 0; row < up.length / rank; row++) {
      System.arraycopy(matrix.up(), row * matrix.rank(), up, row * rank, matrix.rank());
      for (int i = 0; i < other.rank(); i++) {
        up[row * rank + matrix.rank() + i] = -other.up()[row * other.rank() + i];
      }
    }
    return new LowRank(rank, matrix.scaling(), down, up);
  }
}
