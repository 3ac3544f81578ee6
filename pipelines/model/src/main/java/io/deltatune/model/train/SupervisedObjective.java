package io.deltatune.model.train;

import java.util.Arrays;

/**
 * Supervised fine-tuning and pre-training: the mean cross entropy of the labelled tokens of the
 * whole step, however it is divided into micro-batches.
 */
public final class SupervisedObjective implements Objective {
  @Override
  public double loss(MicroBatch batch, float[] logProbabilities, long stepLabels) {
    double sum = 0;
    for (float value : logProbabilities) {
      sum -= value;
    }
    return sum / stepLabels;
  }

  @Override
  public float[] coefficients(MicroBatch batch, float[] logProbabilities, long stepLabels) {
    float[] coefficients = new float[batch.labels()];
    Arrays.fill(coefficients, -1f / stepLabels);
    return coefficients;
  }

  @Override
  public boolean isLinear() {
    return true;
  }
}
