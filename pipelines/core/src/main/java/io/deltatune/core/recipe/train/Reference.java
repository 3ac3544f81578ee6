package io.deltatune.core.recipe.train;

/** When the reference model is asked. */
public enum Reference {
  /** Once, before the first step; what it says is kept in the run's folder. */
  PRECOMPUTED,
  /** At each step: the model without its adapter. */
  BASE
}
