package io.deltatune.model.train.objective;

import io.deltatune.model.train.Completion;
import io.deltatune.model.train.Completion.Kind;
import io.deltatune.model.train.MetricMeans;
import io.deltatune.model.train.MicroBatch;
import io.deltatune.model.train.Objective;
import java.util.Map;

/**
 * KTO (arXiv 2402.01306) and APO-zero without pairs (arXiv 2408.06266): answers that were judged
 * each by itself ({@code KTOTrainer} of TRL 1.16). The divergence that KTO subtracts is the mean
 * over the micro-batch's mismatched answers, not below 0, and no part of the gradient.
 */
public final class JudgedObjective implements Objective {
  /** The losses. */
  public enum Form {
    KTO,
    APO_ZERO_UNPAIRED
  }

  private final Form form;
  private final double beta;
  private final double desirableWeight;
  private final double undesirableWeight;

  /**
   * @param desirableWeight of answers that were judged good
   * @param undesirableWeight of the others
   */
  public JudgedObjective(Form form, double beta, double desirableWeight, double undesirableWeight) {
    this.form = form;
    this.beta = beta;
    this.desirableWeight = desirableWeight;
    this.undesirableWeight = undesirableWeight;
  }

  @Override
  public boolean needsReference() {
    return true;
  }

  @Override
  public long count(MicroBatch batch) {
    return batch.completions().stream().filter(JudgedObjective::isJudged).count();
  }

  private static boolean isJudged(Completion completion) {
    return completion.kind() == Kind.DESIRABLE || completion.kind() == Kind.UNDESIRABLE;
  }

  @Override
  public Share share(MicroBatch batch, float[] logProbabilities, long stepCount) {
    double divergence = form == Form.KTO ? divergence(batch, logProbabilities) : 0;
    Gradient gradient = new Gradient(batch);
    MetricMeans metrics = new MetricMeans().add("kl", divergence, 1);
    double loss = 0;
    for (Completion completion : batch.completions()) {
      if (isJudged(completion)) {
        boolean good = completion.kind() == Kind.DESIRABLE;
        double policy = completion.sum(logProbabilities);
        double ratio = policy - completion.reference();
        double weight = (good ? desirableWeight : undesirableWeight) / stepCount;
        double sign = good ? 1 : -1;
        double margin = sign * beta * (ratio - divergence);
        loss += weight * Logistic.sigmoid(-margin);
        gradient.add(completion, -weight * sign * beta * Logistic.sigmoidSlope(margin));
        String side = good ? "chosen" : "rejected";
        metrics.add("rewards/" + side, beta * ratio, 1);
        metrics.add("logps/" + side, policy, 1);
      }
    }
    return new Share(loss, gradient.floats(), metrics);
  }

  /** The margin is that of the step's mean rewards, where it has both kinds of answers. */
  @Override
  public Map<String, Double> figures(MetricMeans step) {
    Map<String, Double> figures = step.means();
    Double chosen = figures.get("rewards/chosen");
    Double rejected = figures.get("rewards/rejected");
    if (chosen != null && rejected != null) {
      figures.put("rewards/margins", chosen - rejected);
    }
    return figures;
  }

  private static double divergence(MicroBatch batch, float[] logProbabilities) {
    double sum = 0;
    int answers = 0;
    for (Completion completion : batch.completions()) {
      if (completion.kind() == Kind.MISMATCHED) {
        sum += completion.sum(logProbabilities) - completion.reference();
        answers++;
      }
    }
    return answers == 0 ? 0 : Math.max(0, sum / answers);
  }
}
