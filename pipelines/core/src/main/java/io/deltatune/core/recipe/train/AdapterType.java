package io.deltatune.core.recipe.train;

import io.deltatune.core.config.NotYet;

/** The kinds of adapter. */
@NotYet("qlora")
public enum AdapterType {
  /** Low-rank matrices beside the weights. */
  LORA,
  /** Virtual tokens before each sequence (arXiv 2104.08691). */
  PROMPT
}
