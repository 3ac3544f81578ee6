package io.deltatune.model.train;

/** The learning rate over a run, as in transformers' {@code optimization.py}. */
public interface Schedule {
  /**
   * The factor on the recipe's learning rate.
   *
   * @param step the step, from 0
   * @param steps the steps of the whole run
   */
  double factor(long step, long steps);

  /** Always the full rate, after a warm-up that rises linearly from 0. */
  static Schedule constant(long warmUp) {
    return (step, steps) -> step < warmUp ? (double) step / warmUp : 1;
  }

  /** Warm-up, then linearly down to 0. */
  static Schedule linear(long warmUp) {
    return (step, steps) ->
        step < warmUp ? (double) step / warmUp : Math.max(0, 1 - progress(step, steps, warmUp));
  }

  /** Warm-up, then half a cosine down to 0. */
  static Schedule cosine(long warmUp) {
    return cosine(warmUp, 0);
  }

  /** Warm-up, then half a cosine down to a part of the full rate. */
  static Schedule cosine(long warmUp, double lowest) {
    return (step, steps) ->
        step < warmUp
            ? (double) step / warmUp
            : lowest + (1 - lowest) * halfCosine(progress(step, steps, warmUp));
  }

  private static double halfCosine(double progress) {
    return Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
  }

  private static double progress(long step, long steps, long warmUp) {
    return (double) (step - warmUp) / Math.max(1, steps - warmUp);
  }
}
