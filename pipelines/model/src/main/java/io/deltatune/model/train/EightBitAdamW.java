package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.quantise.AdamStep;
import io.deltatune.model.quantise.EightBitMoments;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.TensorContent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * AdamW whose moments are 8-bit codes (arXiv 2110.02861), a quarter of their memory; parameters of
 * fewer than 4,096 numbers keep them in fp32. Paged, the codes lie in a mapped file, so that they
 * may exceed memory. On the processor.
 */
public final class EightBitAdamW implements Optimiser {
  /**
   * The rule's numbers.
   *
   * @param numbers as for {@link AdamW}
   * @param paged whether the codes lie in a file
   */
  public record Settings(AdamW.Settings numbers, boolean paged) implements UpdateRule {
    @Override
    public double learningRate() {
      return numbers.learningRate();
    }

    @Override
    public EightBitAdamW over(FlatParameters parameters, Scope scope, Path folder) {
      return new EightBitAdamW(this, parameters, scope, folder);
    }
  }

  private final Settings settings;
  private final FlatParameters parameters;
  private final List<PartMoments> moments = new ArrayList<>();

  private EightBitAdamW(Settings settings, FlatParameters parameters, Scope scope, Path folder) {
    if (!scope.isOnProcessor()) {
      throw new IllegalArgumentException("8-bit moments are for parameters on the processor");
    }
    this.settings = settings;
    this.parameters = parameters;
    PartMemory memory = settings.paged() ? PartMemory.inFile(folder) : PartMemory.inMemory(scope);
    for (FlatParameters.Part part : parameters.parts()) {
      moments.add(
          part.size() < EightBitMoments.SMALLEST
              ? new PartMoments.Wide(part)
              : new PartMoments.Codes(part, memory.take(2 * part.size())));
    }
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
    AdamW.Settings rule = settings.numbers();
    for (PartMoments part : moments) {
      AdamStep numbers =
          AdamStep.of(
              learningRate * part.part().group().rate(),
              rule.beta1(),
              rule.beta2(),
              rule.epsilon(),
              part.part().decayed() ? rule.weightDecay() : 0,
              Gradients.factor(norm, rule.maximumNorm()),
              step);
      try (Scope inner = scope.child()) {
        part.update(parameters.flat(), gradient, numbers, inner);
      }
    }
    return norm;
  }

  @Override
  public Map<String, TensorContent> state() {
    Map<String, TensorContent> state = new TreeMap<>();
    moments.forEach(part -> state.putAll(part.state()));
    return state;
  }

  @Override
  public void restore(SafetensorsFile file) {
    moments.forEach(part -> part.restore(file));
  }
}
