package io.deltatune.model.train;

import java.util.function.DoubleUnaryOperator;
import java.util.function.LongFunction;

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
    return falling(warmUp, 0, done -> 1 - done);
  }

  /** Warm-up, then half a cosine down to 0. */
  static Schedule cosine(long warmUp) {
    return falling(warmUp, 0, Schedule::halfCosine);
  }

  /** Warm-up, then a power of what is left of the run. */
  static Schedule polynomial(long warmUp, double lowest, double power) {
    return falling(warmUp, lowest, done -> Math.pow(1 - done, power));
  }

  /**
   * Warm-up, then down to a part of the full rate.
   *
   * @param fall from 1 at 0, where the warm-up ends, to 0 at 1, where the run does
   */
  static Schedule falling(long warmUp, double lowest, DoubleUnaryOperator fall) {
    return (step, steps) -> {
      if (step < warmUp) {
        return (double) step / warmUp;
      }
      double done = (double) (step - warmUp) / Math.max(1, steps - warmUp);
      return lowest + (1 - lowest) * Math.max(0, fall.applyAsDouble(Math.min(1, done)));
    };
  }

  /**
   * Warm-up, then the full rate, then down over the last steps (arXiv 2404.06395). The warm-up
   * rises from the lowest rate, as transformers has it.
   *
   * @param decayRatio the part of the run over which the rate falls, rounded to steps
   */
  static Schedule warmUpStableDecay(
      long warmUp, double lowest, double decayRatio, DoubleUnaryOperator fall) {
    return (step, steps) -> {
      long decay = Math.round(decayRatio * steps);
      double part = 1;
      if (step < warmUp) {
        part = (double) step / warmUp;
      } else if (step >= steps - decay) {
        double done = (double) (step - (steps - decay)) / Math.max(1, decay);
        part = Math.max(0, fall.applyAsDouble(Math.min(1, done)));
      }
      return lowest + (1 - lowest) * part;
    };
  }

  /** A schedule whose warm-up takes a part of the run, rounded up to steps. */
  static Schedule warmedUpOver(double ratio, LongFunction<Schedule> ofWarmUp) {
    return (step, steps) -> ofWarmUp.apply((long) Math.ceil(ratio * steps)).factor(step, steps);
  }

  /** From 1 at 0 to 0 at 1. */
  static double halfCosine(double done) {
    return 0.5 * (1 + Math.cos(Math.PI * done));
  }
}
