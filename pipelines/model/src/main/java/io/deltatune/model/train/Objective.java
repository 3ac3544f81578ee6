package io.deltatune.model.train;

import java.util.Map;
import java.util.Optional;

/**
 * What training minimises, as a function of the labelled tokens' log-probabilities. The model, its
 * gradient and the optimiser know nothing more of it.
 */
public interface Objective {
  /**
   * What the loss of a step is the mean over, as far as it lies in a micro-batch: labelled tokens,
   * pairs or answers.
   */
  long count(MicroBatch batch);

  /**
   * The share of a micro-batch in the loss of its step.
   *
   * @param batch the micro-batch
   * @param logProbabilities of its labelled tokens
   * @param stepCount the sum of {@link #count} over the step's micro-batches
   */
  Share share(MicroBatch batch, float[] logProbabilities, long stepCount);

  /**
   * The share's derivatives where they do not depend on the log-probabilities, so that one pass
   * through the head is enough; else empty.
   */
  default Optional<float[]> constantDerivatives(MicroBatch batch, long stepCount) {
    return Optional.empty();
  }

  /** What is told of a step, from the sums over its micro-batches. */
  default Map<String, Double> figures(MetricMeans step) {
    return step.means();
  }

  /** Whether the completions must carry log-probabilities under a reference model. */
  default boolean needsReference() {
    return false;
  }

  /**
   * A micro-batch's share.
   *
   * @param loss in the step's loss
   * @param derivatives of it by each label's log-probability
   * @param metrics what is told besides
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Share(double loss, float[] derivatives, MetricMeans metrics) {}
}
