package io.deltatune.cluster;

import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.PrecisionProbe;
import java.util.Optional;

/** The threads and the computing precision that a recipe asks for. */
public final class ComputePrecision {
  private ComputePrecision() {}

  /**
   * Sets the threads of this process's engine.
   *
   * @param threads 0 for all cores
   */
  public static void useThreads(int threads) {
    EngineProcess.useThreads(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
  }

  /** For products of matrices: training and reading prompts. */
  public static Precision forProducts(io.deltatune.core.recipe.Precision asked) {
    return chosen(asked).orElseGet(() -> PrecisionProbe.measure().forMatrices());
  }

  /** For products with one vector: generating token by token, which is bound by memory. */
  public static Precision forDecoding(io.deltatune.core.recipe.Precision asked) {
    return chosen(asked).orElseGet(() -> PrecisionProbe.measure().forVectors());
  }

  private static Optional<Precision> chosen(io.deltatune.core.recipe.Precision asked) {
    return switch (asked) {
      case FP32 -> Optional.of(Precision.FP32);
      case BF16 -> Optional.of(Precision.BF16);
      case AUTO -> Optional.empty();
    };
  }
}
