package io.deltatune.model.train.objective;

import io.deltatune.model.train.MetricMeans;
import io.deltatune.model.train.MicroBatch;
import io.deltatune.model.train.Objective;
import io.deltatune.model.train.objective.Pairs.Answer;

/**
 * CPO (arXiv 2401.08417) and SimPO (arXiv 2405.14734): the margin of a pair without a reference,
 * and the chosen answers' cross entropy beside it ({@code CPOTrainer} of TRL 1.16).
 */
public final class ContrastiveObjective implements Objective {
  /** The losses of the margin. */
  public enum Form {
    /** CPO: of the summed log-probabilities. */
    SIGMOID,
    /** Of the summed log-probabilities. */
    HINGE,
    /** Of the mean log-probabilities. */
    IPO,
    /** SimPO: of the mean log-probabilities, less a target margin. */
    SIMPO
  }

  private final Form form;
  private final double beta;
  private final double labelSmoothing;
  private final double gamma;
  private final double likelihoodWeight;

  /**
   * @param labelSmoothing of the sigmoid forms; 0 for the others
   * @param gamma the margin that SimPO aims at, before it is divided by beta
   * @param likelihoodWeight of the chosen answers' cross entropy, TRL's {@code cpo_alpha}
   */
  public ContrastiveObjective(
      Form form, double beta, double labelSmoothing, double gamma, double likelihoodWeight) {
    this.form = form;
    this.beta = beta;
    this.labelSmoothing = labelSmoothing;
    this.gamma = gamma;
    this.likelihoodWeight = likelihoodWeight;
  }

  @Override
  public long count(MicroBatch batch) {
    return Pairs.count(batch);
  }

  @Override
  public Share share(MicroBatch batch, float[] logProbabilities, long stepCount) {
    Pairs pairs = Pairs.of(batch, logProbabilities, Divergence.REVERSE_KL);
    Gradient gradient = new Gradient(batch);
    double loss = 0;
    for (int i = 0; i < pairs.count(); i++) {
      Answer chosen = pairs.chosen().get(i);
      Answer rejected = pairs.rejected().get(i);
      double margin = told(chosen) - told(rejected);
      double slope = slope(margin) / stepCount;
      loss += value(margin) / stepCount;
      gradient.add(chosen.completion(), slope / divisor(chosen));
      gradient.add(rejected.completion(), -slope / divisor(rejected));
    }
    MetricMeans metrics = RewardMetrics.of(pairs, answer -> beta * told(answer), this::told);
    if (likelihoodWeight != 0) {
      PairTerms likelihood = new ChosenLikelihood().terms(pairs, LossSettings.of(beta, 0));
      double weight = likelihoodWeight / stepCount;
      loss += weight * likelihood.loss();
      for (int i = 0; i < pairs.count(); i++) {
        gradient.add(pairs.chosen().get(i).completion(), weight * likelihood.byChosen(i));
      }
      metrics.add("nll_loss", likelihood.loss(), pairs.count());
    }
    return new Share(loss, gradient.floats(), metrics);
  }

  private double told(Answer answer) {
    return answer.policy() / divisor(answer);
  }

  private double divisor(Answer answer) {
    boolean isMean = form == Form.IPO || form == Form.SIMPO;
    return isMean ? answer.completion().labels() : 1;
  }

  private double value(double margin) {
    return switch (form) {
      case SIGMOID -> Logistic.smoothed(beta * margin, labelSmoothing);
      case SIMPO -> Logistic.smoothed(beta * margin - gamma, labelSmoothing);
      case HINGE -> Math.max(0, 1 - beta * margin);
      case IPO -> Math.pow(margin - 1 / (2 * beta), 2);
    };
  }

  private double slope(double margin) {
    return switch (form) {
      case SIGMOID -> beta * Logistic.smoothedSlope(beta * margin, labelSmoothing);
      case SIMPO -> beta * Logistic.smoothedSlope(beta * margin - gamma, labelSmoothing);
      case HINGE -> beta * margin < 1 ? -beta : 0;
      case IPO -> 2 * (margin - 1 / (2 * beta));
    };
  }
}
