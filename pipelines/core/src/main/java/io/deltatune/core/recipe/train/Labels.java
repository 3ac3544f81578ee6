package io.deltatune.core.recipe.train;

/** The tokens that the loss counts. */
public enum Labels {
  /** The model's turns and their ends. */
  ANSWERS,
  /** Every token but the first. */
  ALL
}
