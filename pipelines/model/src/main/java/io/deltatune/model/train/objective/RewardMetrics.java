package io.deltatune.model.train.objective;

import io.deltatune.model.train.MetricMeans;
import io.deltatune.model.train.objective.Pairs.Answer;
import java.util.function.ToDoubleFunction;

/** The figures of pairs under TRL's names. */
final class RewardMetrics {
  private RewardMetrics() {}

  /**
   * @param reward of an answer
   * @param logProbability that is told of it
   */
  static MetricMeans of(
      Pairs pairs, ToDoubleFunction<Answer> reward, ToDoubleFunction<Answer> logProbability) {
    MetricMeans means = new MetricMeans();
    for (int i = 0; i < pairs.count(); i++) {
      Answer chosen = pairs.chosen().get(i);
      Answer rejected = pairs.rejected().get(i);
      double better = reward.applyAsDouble(chosen);
      double worse = reward.applyAsDouble(rejected);
      means.add("rewards/chosen", better, 1);
      means.add("rewards/rejected", worse, 1);
      means.add("rewards/accuracies", better > worse ? 1 : 0, 1);
      means.add("rewards/margins", better - worse, 1);
      means.add("logps/chosen", logProbability.applyAsDouble(chosen), 1);
      means.add("logps/rejected", logProbability.applyAsDouble(rejected), 1);
    }
    return means;
  }
}
