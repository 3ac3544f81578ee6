package io.deltatune.core.recipe.train;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.NotYet;
import io.deltatune.core.config.Requirements;

/** The course of the learning rate: a linear rise over {@code warmupSteps}, then {@code type}. */
@NotYet({"warmup_ratio"})
public record Schedule(@Default("cosine") ScheduleType type, @Default("0") int warmupSteps) {
  public Schedule {
    new Requirements().atLeast("warmup_steps", warmupSteps, 0).verify();
  }
}
