package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.TensorContent;
import java.nio.file.Path;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum, the update of {@code torch.optim.SGD}; weight decay is
 * decoupled, norms are not decayed.
 */
public final class MomentumSgd implements Optimiser {
  /**
   * The rule's numbers.
   *
   * @param learningRate before the schedule's factor
   * @param momentum decay of the sum of gradients; 0 for none
   * @param weightDecay times the learning rate, taken off
   * @param maximumNorm to which the gradient's global norm is clipped; 0 for no clipping
   */
  public record Settings(
      double learningRate, double momentum, double weightDecay, double maximumNorm)
      implements UpdateRule {
    @Override
    public MomentumSgd over(FlatParameters parameters, Scope scope, Path folder) {
      return new MomentumSgd(this, parameters, scope);
    }
  }

  private static final String SUM = "momentum.";

  private final Settings settings;
  private final FlatParameters parameters;
  private final FlatState flat;
  private final Tensor sum;

  private MomentumSgd(Settings settings, FlatParameters parameters, Scope scope) {
    this.settings = settings;
    this.parameters = parameters;
    this.flat = new FlatState(parameters, scope);
    this.sum = scope.zeros(parameters.size());
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public double update(Tensor gradient, double learningRate, long step, Scope scope) {
    double norm = Gradients.norm(gradient, scope);
    if (!Double.isFinite(norm)) {
      return norm;
    }
    for (FlatParameters.Part part : parameters.parts()) {
      double decay = part.decayed() ? settings.weightDecay() : 0;
      double[] numbers = {
        learningRate * part.group().rate(),
        settings.momentum(),
        decay,
        Gradients.factor(norm, settings.maximumNorm())
      };
      try (Scope inner = scope.child()) {
        inner.callForOne(
            "momentum_sgd",
            FlatParameters.span(parameters.flat(), part.offset(), part.size(), inner),
            FlatParameters.span(gradient, part.offset(), part.size(), inner),
            FlatParameters.span(sum, part.offset(), part.size(), inner),
            inner.settings(numbers, numbers.length));
      }
    }
    return norm;
  }

  @Override
  public Map<String, TensorContent> state() {
    return flat.contents(SUM, sum);
  }

  @Override
  public void restore(SafetensorsFile file) {
    flat.restore(file, SUM, sum);
  }
}
