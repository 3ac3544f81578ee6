package io.deltatune.model.train;

/**
 * What training minimises, as a function of the labelled tokens' log-probabilities. The model, its
 * gradient and the optimiser know nothing more of it.
 */
public interface Objective {
  /**
   * The share of a micro-batch in the loss of its step.
   *
   * @param batch the micro-batch
   * @param logProbabilities of its labelled tokens
   * @param stepLabels the labelled tokens of the whole step
   */
  double loss(MicroBatch batch, float[] logProbabilities, long stepLabels);

  /**
   * The derivatives of that share by the log-probabilities.
   *
   * @param logProbabilities as above; empty if {@link #isLinear}
   */
  float[] coefficients(MicroBatch batch, float[] logProbabilities, long stepLabels);

  /**
   * Whether the derivatives do not depend on the log-probabilities, so that one pass through the
   * head is enough.
   */
  boolean isLinear();
}
