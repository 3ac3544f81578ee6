package io.deltatune.core.recipe.train;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.Requirements;
import java.util.Optional;

/**
 * The course of the learning rate: a linear rise over {@code warmupSteps}, then {@code type}.
 *
 * @param warmupRatio the rise as a part of the run, in place of a number of steps
 * @param minLrRatio the lowest rate as a part of the full one
 * @param power of polynomial
 * @param decayRatio the part of the run over which warmup_stable_decay falls
 * @param decayType the form of that fall
 */
public record Schedule(
    @Default("cosine") ScheduleType type,
    @Default("0") int warmupSteps,
    Optional<Double> warmupRatio,
    @Default("0.0") double minLrRatio,
    @Default("1.0") double power,
    @Default("0.1") double decayRatio,
    @Default("cosine") DecayType decayType) {
  /** How warmup_stable_decay falls. */
  public enum DecayType {
    LINEAR,
    COSINE
  }

  public Schedule {
    double rising = warmupRatio.orElse(0.0);
    new Requirements()
        .atLeast("warmup_steps", warmupSteps, 0)
        .fraction("warmup_ratio", rising)
        .that(
            "warmup_ratio",
            warmupRatio.isEmpty() || warmupSteps == 0,
            "stands beside warmup_steps: " + warmupSteps + "; give one of the two")
        .fraction("min_lr_ratio", minLrRatio)
        .that(
            "min_lr_ratio",
            minLrRatio == 0 || type != ScheduleType.CONSTANT,
            "means nothing to constant, which never falls")
        .positive("power", power)
        .that(
            "decay_ratio",
            decayRatio > 0 && decayRatio <= 1 - rising,
            "is " + decayRatio + "; expected a number above 0 that leaves room for warmup_ratio")
        .verify();
  }
}
