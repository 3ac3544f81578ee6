package io.deltatune.model.train;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.train.Objective.Share;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One update of the trained parameters from a list of micro-batches, whose gradients are summed so
 * that their order and grouping do not matter.
 */
public final class TrainingStep {
  /** Gradients are summed in units of 2^-40; a sum of up to 2^22 is representable. */
  static final double FIXED_POINT_SCALE = 0x1p40;

  private static final double FIXED_POINT_LIMIT = 0x1p62;

  /**
   * What a step did.
   *
   * @param loss of the whole step, before the update
   * @param gradientNorm before clipping
   * @param tokens real tokens that went through the model
   * @param labels labelled tokens
   * @param metrics the objective's figures by name
   */
  public record Outcome(
      double loss, double gradientNorm, long tokens, long labels, Map<String, Double> metrics) {}

  /** The loss of a step and what its objective tells besides. */
  record Totals(double loss, MetricMeans metrics) {}

  private final Optimiser optimiser;
  private final Backpropagation backpropagation;
  private final Objective objective;
  private final Optional<ReferencePolicy> reference;
  private final Gemma3Model model;
  private final Tensor gradient;
  private final FlatParameters parameters;
  private Tensor sum;

  /**
   * @param reference judges every micro-batch before it is learnt from; empty where the objective
   *     needs no reference, or the examples carry it
   * @param keepActivations true to keep each layer's activations between the passes, false to keep
   *     its input only and compute it twice
   */
  public TrainingStep(
      Gemma3Model model,
      Parameterisation parameterisation,
      Objective objective,
      Optional<ReferencePolicy> reference,
      Optimiser optimiser,
      boolean keepActivations) {
    this.model = model;
    this.objective = objective;
    this.reference = reference;
    this.optimiser = optimiser;
    this.parameters = parameterisation.parameters();
    this.gradient = model.scope().zeros(parameters.size());
    this.backpropagation =
        new Backpropagation(model, parameterisation, objective, gradient, keepActivations);
  }

  /**
   * Updates the parameters.
   *
   * @param batches the step's micro-batches, at least one
   * @param learningRate the one to be applied
   * @param number the number of this update, from 1
   * @throws UserError if the gradient is no number any more
   */
  public Outcome run(List<MicroBatch> batches, double learningRate, long number) {
    long labels = batches.stream().mapToLong(MicroBatch::labels).sum();
    long tokens = batches.stream().mapToLong(MicroBatch::tokenCount).sum();
    Totals totals = gradients(batches);
    double loss = totals.loss();
    try (Scope scope = model.newScope()) {
      double norm = optimiser.update(gradient, learningRate, number, scope);
      if (!Double.isFinite(norm) || !Double.isFinite(loss)) {
        throw diverged(number, loss, norm);
      }
      return new Outcome(loss, norm, tokens, labels, totals.metrics().means());
    }
  }

  /** The gradient of the last step, flat and laid out like the parameters. */
  Tensor gradient() {
    return gradient;
  }

  /** Computes the gradient of a step without applying it. */
  Totals gradients(List<MicroBatch> batches) {
    long count = batches.stream().mapToLong(objective::count).sum();
    if (count == 0) {
      throw new IllegalArgumentException("a step without anything to learn");
    }
    if (batches.size() == 1) {
      Share share = learn(batches.get(0), count);
      return new Totals(share.loss(), share.metrics());
    }
    clearSum();
    double loss = 0;
    MetricMeans metrics = new MetricMeans();
    for (MicroBatch batch : batches) {
      Share share = learn(batch, count);
      loss += share.loss();
      metrics.add(share.metrics());
      addToSum(batches.size());
    }
    try (Scope scope = model.newScope()) {
      scope.callForOne("fixed_point_read", sum, gradient, scale(scope));
    }
    return new Totals(loss, metrics);
  }

  private Share learn(MicroBatch batch, long count) {
    MicroBatch judged = reference.map(policy -> policy.judge(batch)).orElse(batch);
    return backpropagation.run(judged, count);
  }

  private void clearSum() {
    if (sum == null) {
      Scope scope = model.scope();
      try (Tensor count = scope.longs(new long[] {parameters.size()}, 1)) {
        sum = scope.callForOne("zeros_int64", count);
      }
      return;
    }
    try (Scope scope = model.newScope()) {
      scope.callForOne("fill_zero", sum);
    }
  }

  private void addToSum(int addends) {
    try (Scope scope = model.newScope()) {
      double largest =
          scope.callForOne("fixed_point_add", sum, gradient, scale(scope)).doubles()[0];
      if (!(largest <= FIXED_POINT_LIMIT / addends)) {
        throw new UserError(
            ErrorCode.CONFIG,
            "training diverged: a gradient of " + largest / FIXED_POINT_SCALE + " cannot be summed",
            "sums of micro-batches hold magnitudes up to " + FIXED_POINT_LIMIT / FIXED_POINT_SCALE,
            "lower optimiser.learning_rate");
      }
    }
  }

  private static Tensor scale(Scope scope) {
    return scope.doubles(new double[] {FIXED_POINT_SCALE}, 1);
  }

  private static UserError diverged(long number, double loss, double norm) {
    return new UserError(
        ErrorCode.CONFIG,
        "training diverged: step " + number + " has no finite gradient",
        "the loss is " + loss + " and the gradient's norm " + norm,
        "lower optimiser.learning_rate or set optimiser.max_grad_norm");
  }
}
