package io.deltatune.model.train;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.train.TrainerSettings.Batching;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The objective over held-out examples.
 *
 * @param loss the mean over labelled tokens, pairs or answers
 * @param labels labelled tokens
 * @param extras the objective's own figures, under TRL's names without {@code eval_}
 */
public record Evaluation(double loss, long labels, Map<String, Double> extras) {

  /**
   * A figure by its name.
   *
   * @throws UserError if the objective tells no such figure
   */
  double figure(String name) {
    Double value = name.equals("loss") ? Double.valueOf(loss) : extras.get(name);
    if (value == null) {
      throw new UserError(
          ErrorCode.CONFIG,
          "run.best.metric is " + name + ", which is not measured",
          "this objective tells loss"
              + (extras.isEmpty() ? "" : ", ")
              + String.join(", ", extras.keySet()),
          "name one of these");
    }
    return value;
  }

  /**
   * Measures the model as it is now; the order of the examples does not matter, but to objectives
   * that couple the examples of a micro-batch.
   *
   * @param batching how many go through the model together
   * @param reference judges the examples; empty where they need it not or carry it
   */
  static Evaluation of(
      Backpropagation passes,
      Objective objective,
      Optional<ReferencePolicy> reference,
      List<? extends TrainingExample> examples,
      Batching batching) {
    List<TrainingExample> sorted = new ArrayList<>(examples);
    sorted.sort(Comparator.comparingInt(TrainingExample::length));
    List<Integer> numbers = IntStream.range(0, sorted.size()).boxed().toList();
    List<List<Integer>> plan =
        BatchOrder.withoutLoners(batching.capacity(sorted).inOrder(numbers), sorted);
    List<MicroBatch> batches = new ArrayList<>();
    for (List<Integer> batch : plan) {
      batches.add(MicroBatch.ofExamples(batch.stream().map(sorted::get).toList()));
    }
    long count = batches.stream().mapToLong(objective::count).sum();
    double loss = 0;
    MetricMeans metrics = new MetricMeans();
    for (MicroBatch batch : batches) {
      if (batch.labels() > 0) {
        MicroBatch judged = reference.map(policy -> policy.judge(batch)).orElse(batch);
        Objective.Share share =
            objective.share(judged, passes.logProbabilities(judged, Optional.of(metrics)), count);
        loss += share.loss();
        metrics.add(share.metrics());
      }
    }
    long labels = batches.stream().mapToLong(MicroBatch::labels).sum();
    return new Evaluation(count == 0 ? Double.NaN : loss, labels, objective.figures(metrics));
  }

  /** Measures a model outside training, by an objective that needs no reference. */
  public static Evaluation of(
      Gemma3Model model,
      Objective objective,
      List<? extends TrainingExample> examples,
      int batchSize) {
    Batching batching =
        new Batching(batchSize, 0, 1, 0, false, TrainerSettings.Arrangement.AS_THEY_COME);
    return of(Backpropagation.inferring(model), objective, Optional.empty(), examples, batching);
  }
}
