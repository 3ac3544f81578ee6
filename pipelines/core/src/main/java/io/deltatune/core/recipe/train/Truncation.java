package io.deltatune.core.recipe.train;

/** Which end of a row that is too long stays. */
public enum Truncation {
  KEEP_START,
  KEEP_END
}
