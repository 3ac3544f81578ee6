package io.deltatune.core.recipe.train;

/** The kinds of adapter. */
public enum AdapterType {
  /** Low-rank matrices beside the weights. */
  LORA,
  /** Virtual tokens before each sequence (arXiv 2104.08691). */
  PROMPT
}
