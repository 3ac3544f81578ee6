package io.deltatune.model.train.objective;

import io.deltatune.model.train.MetricMeans;
import io.deltatune.model.train.MicroBatch;
import io.deltatune.model.train.Objective;
import java.util.Arrays;
import java.util.Optional;

/**
 * Supervised fine-tuning and pre-training: the mean cross entropy of the labelled tokens of the
 * whole step, however it is divided into micro-batches.
 */
public final class SupervisedObjective implements Objective {
  @Override
  public long count(MicroBatch batch) {
    return batch.labels();
  }

  @Override
  public Share share(MicroBatch batch, float[] logProbabilities, long stepCount) {
    double sum = 0;
    for (float value : logProbabilities) {
      sum -= value;
    }
    return new Share(sum / stepCount, derivatives(batch, stepCount), new MetricMeans());
  }

  @Override
  public Optional<float[]> constantDerivatives(MicroBatch batch, long stepCount) {
    return Optional.of(derivatives(batch, stepCount));
  }

  private static float[] derivatives(MicroBatch batch, long stepCount) {
    float[] derivatives = new float[batch.labels()];
    Arrays.fill(derivatives, -1f / stepCount);
    return derivatives;
  }
}
