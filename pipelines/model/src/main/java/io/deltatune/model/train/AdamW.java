package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.TensorContent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * AdamW with decoupled weight decay and float32 moments (arXiv 1711.05101), the update of {@code
 * torch.optim.AdamW}; norms are not decayed.
 */
public final class AdamW implements Optimiser {
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
      double maximumNorm)
      implements UpdateRule {
    @Override
    public AdamW over(FlatParameters parameters, Scope scope, Path folder) {
      return new AdamW(this, parameters, scope);
    }
  }

  private final Settings settings;
  private final FlatParameters parameters;
  private final Tensor first;
  private final Tensor second;
  private final Tensor segments;
  private final Tensor rules;
  private final FlatState flat;

  /**
   * @param scope in which the moments live
   */
  public AdamW(Settings settings, FlatParameters parameters, Scope scope) {
    this.settings = settings;
    this.parameters = parameters;
    this.flat = new FlatState(parameters, scope);
    this.first = scope.zeros(parameters.size());
    this.second = scope.zeros(parameters.size());
    List<Span> spans = spans(parameters.parts());
    long[] bounds = new long[spans.size() * 2];
    double[] numbers = new double[spans.size() * 2];
    for (int i = 0; i < spans.size(); i++) {
      Span span = spans.get(i);
      bounds[2 * i] = span.offset();
      bounds[2 * i + 1] = span.size();
      numbers[2 * i] = span.group().decayed() ? settings.weightDecay() : 0;
      numbers[2 * i + 1] = span.group().rate();
    }
    this.segments = scope.longs(bounds, spans.size(), 2);
    this.rules = scope.doubles(numbers, spans.size(), 2);
  }

  /** Neighbouring parts of one group. */
  private record Span(long offset, long size, FlatParameters.Group group) {}

  private static List<Span> spans(List<FlatParameters.Part> parts) {
    List<Span> spans = new ArrayList<>();
    for (FlatParameters.Part part : parts) {
      Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
      if (last != null && last.group().equals(part.group())) {
        Span longer = new Span(last.offset(), last.size() + part.size(), part.group());
        spans.set(spans.size() - 1, longer);
      } else {
        spans.add(new Span(part.offset(), part.size(), part.group()));
      }
    }
    return spans;
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public Map<String, TensorContent> state() {
    Map<String, TensorContent> state = flat.contents("first_moment.", first);
    state.putAll(flat.contents("second_moment.", second));
    return state;
  }

  @Override
  public void restore(SafetensorsFile file) {
    flat.restore(file, "first_moment.", first);
    flat.restore(file, "second_moment.", second);
  }

  @Override
  public double update(Tensor gradient, double learningRate, long step, Scope scope) {
    double norm = Gradients.norm(gradient, scope);
    if (!Double.isFinite(norm)) {
      return norm;
    }
    double factor = Gradients.factor(norm, settings.maximumNorm());
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
        rules,
        scope.doubles(numbers, numbers.length));
    return norm;
  }
}
