package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.train.Objective.Share;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One update of the trained parameters from a list of micro-batches, whose gradients are summed so
 * that their order and grouping do not matter. Whether it is applied is decided before it is.
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
   * @param tokens real tokens of its micro-batches
   * @param labels labelled tokens
   * @param metrics the objective's figures by name
   * @param skip why the step changed nothing; empty if it was applied
   */
  public record Outcome(
      double loss,
      double gradientNorm,
      long tokens,
      long labels,
      Map<String, Double> metrics,
      Optional<Skip> skip) {}

  /**
   * The loss of a step and what its objective tells besides.
   *
   * @param skip why there is no gradient to apply; empty where there is one
   */
  record Totals(double loss, MetricMeans metrics, Optional<Skip> skip) {
    private static Totals none(double loss, String cause, int batch) {
      return new Totals(loss, new MetricMeans(), Optional.of(new Skip(cause, List.of(batch))));
    }
  }

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
   * Updates the parameters, unless the loss or the gradient is not finite: then nothing is changed,
   * and the outcome says why.
   *
   * @param batches the step's micro-batches, at least one
   * @param learningRate the one to be applied
   * @param number the number of this update, from 1; skipped steps are not counted
   */
  public Outcome run(List<MicroBatch> batches, double learningRate, long number) {
    long labels = batches.stream().mapToLong(MicroBatch::labels).sum();
    long tokens = batches.stream().mapToLong(MicroBatch::tokenCount).sum();
    Totals totals = gradients(batches, number);
    Optional<Skip> skip = totals.skip();
    double norm = Double.NaN;
    if (skip.isEmpty()) {
      try (Scope scope = model.newScope()) {
        norm = optimiser.update(gradient, learningRate, number, scope);
      }
      if (!Double.isFinite(norm)) {
        skip = Optional.of(new Skip("the gradient's norm is " + norm, all(batches)));
      }
    }
    return new Outcome(
        totals.loss(), norm, tokens, labels, objective.figures(totals.metrics()), skip);
  }

  private static List<Integer> all(List<MicroBatch> batches) {
    return IntStream.range(0, batches.size()).boxed().toList();
  }

  /** The gradient of the last step, flat and laid out like the parameters. */
  Tensor gradient() {
    return gradient;
  }

  /** Computes the gradient of the first step without applying it. */
  Totals gradients(List<MicroBatch> batches) {
    return gradients(batches, 1);
  }

  /**
   * Computes the gradient of a step without applying it. Behind the first micro-batch whose loss or
   * gradient is not finite the others are left out.
   *
   * @param number the number of the update, from 1
   */
  Totals gradients(List<MicroBatch> batches, long number) {
    long count = batches.stream().mapToLong(objective::count).sum();
    if (count == 0) {
      throw new IllegalArgumentException("a step without anything to learn");
    }
    boolean summed = batches.size() > 1;
    if (summed) {
      clearSum();
    }
    double loss = 0;
    MetricMeans metrics = new MetricMeans();
    for (int i = 0; i < batches.size(); i++) {
      Share share = learn(batches.get(i), count, new Dropout.Moment(number, i));
      loss += share.loss();
      metrics.add(share.metrics());
      if (!Double.isFinite(share.loss())) {
        return Totals.none(loss, "the loss is " + share.loss(), i);
      }
      double largest = summed ? addToSum() : 0;
      if (!(largest <= FIXED_POINT_LIMIT / batches.size())) {
        return Totals.none(loss, "a gradient of " + largest / FIXED_POINT_SCALE, i);
      }
    }
    if (summed) {
      try (Scope scope = model.newScope()) {
        scope.callForOne("fixed_point_read", sum, gradient, scale(scope));
      }
    }
    return new Totals(loss, metrics, Optional.empty());
  }

  private Share learn(MicroBatch batch, long count, Dropout.Moment moment) {
    MicroBatch judged = reference.map(policy -> policy.judge(batch)).orElse(batch);
    return backpropagation.run(judged, count, moment);
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

  /** Adds the gradient to the sum; returns its largest magnitude, in units of the sum. */
  private double addToSum() {
    try (Scope scope = model.newScope()) {
      return scope.callForOne("fixed_point_add", sum, gradient, scale(scope)).doubles()[0];
    }
  }

  private static Tensor scale(Scope scope) {
    return scope.doubles(new double[] {FIXED_POINT_SCALE}, 1);
  }
}
