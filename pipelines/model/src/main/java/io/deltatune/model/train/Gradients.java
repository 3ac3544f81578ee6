package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;

/** What optimisers ask of a gradient. */
final class Gradients {
  private Gradients() {}

  /** The global L2 norm. */
  static double norm(Tensor gradient, Scope scope) {
    return scope.callForOne("gradient_norm", gradient).doubles()[0];
  }

  /**
   * The factor that brings a norm to its limit, as {@code torch.nn.utils.clip_grad_norm_}.
   *
   * @param maximum 0 for no limit
   */
  static double factor(double norm, double maximum) {
    return maximum > 0 ? Math.min(1, maximum / (norm + 1e-6)) : 1;
  }
}
