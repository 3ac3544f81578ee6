package io.deltatune.model.train.objective;

import io.deltatune.model.train.Completion;
import io.deltatune.model.train.MicroBatch;

/** The derivatives of a share by each label's log-probability, as they are put together. */
final class Gradient {
  private final double[] derivatives;

  Gradient(MicroBatch batch) {
    this.derivatives = new double[batch.labels()];
  }

  /** Adds the derivative by the sum of a completion's log-probabilities. */
  void add(Completion completion, double bySum) {
    for (int i = 0; i < completion.labels(); i++) {
      derivatives[completion.firstLabel() + i] += bySum;
    }
  }

  float[] floats() {
    float[] floats = new float[derivatives.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) derivatives[i];
    }
    return floats;
  }
}
