package io.deltatune.core.recipe.train;

/** The course of the learning rate behind the warm-up. */
public enum ScheduleType {
  CONSTANT,
  /** Falls to 0 in a line. */
  LINEAR,
  /** Falls to 0 in half a cosine. */
  COSINE
}
