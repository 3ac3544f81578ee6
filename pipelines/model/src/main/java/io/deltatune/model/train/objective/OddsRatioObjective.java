package io.deltatune.model.train.objective;

import io.deltatune.model.train.Completion;
import io.deltatune.model.train.Completion.Kind;
import io.deltatune.model.train.MetricMeans;
import io.deltatune.model.train.MicroBatch;
import io.deltatune.model.train.Objective;
import io.deltatune.model.train.objective.Pairs.Answer;

/**
 * ORPO (arXiv 2403.07691): the cross entropy of prompt and chosen answer together, and the log odds
 * of the mean probabilities ({@code ORPOTrainer} of TRL 1.16). The pairs label their prompts. An
 * answer's mean log-probability is taken to be at most {@link #HIGHEST}, since the odds of 1 are
 * infinite; where it is higher the loss and its slope are those of that value.
 */
public final class OddsRatioObjective implements Objective {
  /** About the distance of the floats below 1, in the logarithm. */
  private static final double HIGHEST = -1e-7;

  private final double beta;

  /**
   * @param beta weight of the odds ratio, the paper's lambda
   */
  public OddsRatioObjective(double beta) {
    this.beta = beta;
  }

  @Override
  public long count(MicroBatch batch) {
    return Pairs.count(batch);
  }

  @Override
  public Share share(MicroBatch batch, float[] logProbabilities, long stepCount) {
    Pairs pairs = Pairs.of(batch, logProbabilities, Divergence.REVERSE_KL);
    Gradient gradient = new Gradient(batch);
    MetricMeans metrics = RewardMetrics.of(pairs, answer -> beta * answer.mean(), Answer::mean);
    double loss = 0;
    for (int i = 0; i < pairs.count(); i++) {
      Answer chosen = pairs.chosen().get(i);
      Answer rejected = pairs.rejected().get(i);
      double logOdds = logOdds(certain(chosen)) - logOdds(certain(rejected));
      double slope = -beta * Logistic.sigmoid(-logOdds) / stepCount;
      loss -= beta * Logistic.logSigmoid(logOdds) / stepCount;
      gradient.add(chosen.completion(), slope * slopeOfLogOdds(chosen));
      gradient.add(rejected.completion(), -slope * slopeOfLogOdds(rejected));
      metrics.add("log_odds_ratio", Logistic.logSigmoid(logOdds), 1);
      metrics.add("log_odds_chosen", logOdds, 1);
    }
    double likelihood = likelihood(batch, logProbabilities, stepCount, gradient);
    metrics.add("nll_loss", likelihood * stepCount, pairs.count());
    return new Share(loss + likelihood, gradient.floats(), metrics);
  }

  /** The mean log-probability of an answer, where that is below what counts as certain. */
  private static double certain(Answer answer) {
    return Math.min(HIGHEST, answer.mean());
  }

  /** log(p / (1 - p)) for a logarithm of p. */
  private static double logOdds(double mean) {
    return mean - Logistic.logOneMinusExp(mean);
  }

  /** The slope of the log odds by the sum of the answer's log-probabilities: 1 / (1 - p) / n. */
  private static double slopeOfLogOdds(Answer answer) {
    return -1 / Math.expm1(certain(answer)) / answer.completion().labels();
  }

  /** The cross entropy of the micro-batch's prompts and chosen answers, weighted by its pairs. */
  private static double likelihood(
      MicroBatch batch, float[] logProbabilities, long stepCount, Gradient gradient) {
    double labels = 0;
    for (Completion completion : batch.completions()) {
      labels += isLearnt(completion) ? completion.labels() : 0;
    }
    double share = Pairs.count(batch) / labels / stepCount;
    double loss = 0;
    for (Completion completion : batch.completions()) {
      if (isLearnt(completion)) {
        loss -= share * completion.sum(logProbabilities);
        gradient.add(completion, -share);
      }
    }
    return loss;
  }

  private static boolean isLearnt(Completion completion) {
    return completion.kind() == Kind.PROMPT || completion.kind() == Kind.CHOSEN;
  }
}
