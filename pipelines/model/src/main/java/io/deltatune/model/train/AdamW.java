package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * AdamW with decoupled weight decay and float32 moments (arXiv 1711.05101), the update of {@code
 * torch.optim.AdamW}; norms are not decayed.
 */
public final class AdamW {
  /**
   * The rule's numbers.
   *
   * @param learningRate before the schedule's factor
   * @param beta1 decay of the first moment
   * @param beta2 decay of the second moment
   * @param epsilon added to the root of the second moment
   * @param weightDecay times the learning rate, subtracted
   * @param maximumNorm to which the gradient's global norm is clipped; 0 for no clipping
   */
  public record Settings(
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double maximumNorm) {}

  private final Settings settings;
  private final FlatParameters parameters;
  private final Tensor first;
  private final Tensor second;
  private final Tensor segments;
  private final Tensor decays;

  /**
   * @param scope in which the moments live
   */
  public AdamW(Settings settings, FlatParameters parameters, Scope scope) {
    this.settings = settings;
    this.parameters = parameters;
    this.first = scope.zeros(parameters.size());
    this.second = scope.zeros(parameters.size());
    List<long[]> spans = spans(parameters.parts());
    long[] bounds = new long[spans.size() * 2];
    double[] rates = new double[spans.size()];
    for (int i = 0; i < rates.length; i++) {
      bounds[2 * i] = spans.get(i)[0];
      bounds[2 * i + 1] = spans.get(i)[1];
      rates[i] = spans.get(i)[2] == 1 ? settings.weightDecay() : 0;
    }
    this.segments = scope.longs(bounds, rates.length, 2);
    this.decays = scope.doubles(rates, rates.length);
  }

  /** Neighbouring parts under one rule put together: offset, length, 1 where decayed. */
  private static List<long[]> spans(List<FlatParameters.Part> parts) {
    List<long[]> spans = new ArrayList<>();
    for (FlatParameters.Part part : parts) {
      long decayed = part.decayed() ? 1 : 0;
      if (!spans.isEmpty() && spans.get(spans.size() - 1)[2] == decayed) {
        spans.get(spans.size() - 1)[1] += part.size();
      } else {
        spans.add(new long[] {part.offset(), part.size(), decayed});
      }
    }
    return spans;
  }

  /** The rule's numbers. */
  public Settings settings() {
    return settings;
  }

  /** The first moment, laid out like the parameters. */
  Tensor first() {
    return first;
  }

  /** The second moment, laid out like the parameters. */
  Tensor second() {
    return second;
  }

  /**
   * Updates the parameters in place; the gradient is overwritten.
   *
   * @param gradient flat, laid out like the parameters
   * @param learningRate the one to be applied now
   * @param step the number of this update, from 1
   * @return the gradient's global norm before clipping
   */
  double update(Tensor gradient, double learningRate, long step, Scope scope) {
    double norm = scope.callForOne("gradient_norm", gradient).doubles()[0];
    if (!Double.isFinite(norm)) {
      return norm;
    }
    double factor = 1;
    if (settings.maximumNorm() > 0) {
      factor = Math.min(1, settings.maximumNorm() / (norm + 1e-6));
    }
    double[] numbers = {
      learningRate, settings.beta1(), settings.beta2(), settings.epsilon(), step, factor
    };
    scope.callForOne(
        "adamw",
        parameters.flat(),
        gradient,
        first,
        second,
        segments,
        decays,
        scope.doubles(numbers, numbers.length));
    return norm;
  }
}
