package io.deltatune.model.engine;

import java.util.Locale;

/**
 * Measures how fast this machine multiplies in float32 and in bfloat16. Processors differ by
 * factors of ten either way, so that the choice is measured and not guessed: the product of
 * matrices decides for training and prompts, the product with one vector for decoding, which is
 * bound by memory.
 *
 * @param matrixFp32 seconds for a product of matrices
 * @param matrixBf16 the same product
 * @param vectorFp32 seconds for products with one vector
 * @param vectorBf16 the same products
 */
public record PrecisionProbe(
    double matrixFp32, double matrixBf16, double vectorFp32, double vectorBf16) {
  /** Bfloat16 loses digits: it is taken only where it saves at least a third of the time. */
  private static final double WORTH_IT = 1.5;

  private static final int ROUNDS = 3;
  private static PrecisionProbe measured;

  /** Measures once a process; some tenths of a second. */
  public static synchronized PrecisionProbe measure() {
    if (measured == null) {
      Program program = new Program().include("probe.torchscript").include("memory.torchscript");
      try (Engine engine = Engine.open(program);
          Scope scope = engine.scope()) {
        measured =
            new PrecisionProbe(
                seconds(scope, Precision.FP32, 256, 4),
                seconds(scope, Precision.BF16, 256, 4),
                seconds(scope, Precision.FP32, 1, 16),
                seconds(scope, Precision.BF16, 1, 16));
      }
    }
    return measured;
  }

  /** The best of some rounds of a product with a matrix of 2048 x 640, Gemma 3 270M's widest. */
  private static double seconds(Scope scope, Precision precision, int rows, int repetitions) {
    try (Scope inner = scope.child()) {
      Tensor type = inner.longs(new long[] {precision.scalarType()}, 1);
      Tensor left = inner.callForOne("copy_as", inner.zeros(rows, 640), type);
      Tensor right = inner.callForOne("copy_as", inner.zeros(2048, 640), type);
      Tensor count = inner.longs(new long[] {repetitions}, 1);
      inner.callForOne("probe", left, right, count);
      double best = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        inner.callForOne("probe", left, right, count);
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
      return best;
    }
  }

  /** For training and for reading prompts. */
  public Precision forMatrices() {
    return matrixFp32 > WORTH_IT * matrixBf16 ? Precision.BF16 : Precision.FP32;
  }

  /** For decoding one token at a time. */
  public Precision forVectors() {
    return vectorFp32 > WORTH_IT * vectorBf16 ? Precision.BF16 : Precision.FP32;
  }

  /** The measurement in words, for a run's record. */
  public String summary() {
    return String.format(
        Locale.ROOT,
        "bf16 is %.2f times as fast as fp32 for matrices, %.2f times for vectors",
        matrixFp32 / matrixBf16,
        vectorFp32 / vectorBf16);
  }
}
