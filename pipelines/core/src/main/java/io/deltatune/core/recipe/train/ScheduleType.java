package io.deltatune.core.recipe.train;

/** The course of the learning rate behind the warm-up, down to {@code min_lr_ratio} of it. */
public enum ScheduleType {
  CONSTANT,
  /** Falls in a line. */
  LINEAR,
  /** Falls in half a cosine. */
  COSINE,
  /** Falls as a power of what is left of the run. */
  POLYNOMIAL,
  /** Stays, then falls over the run's last steps. */
  WARMUP_STABLE_DECAY
}
