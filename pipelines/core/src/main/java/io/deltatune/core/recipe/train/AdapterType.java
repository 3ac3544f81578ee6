package io.deltatune.core.recipe.train;

import io.deltatune.core.config.NotYet;

/** The kinds of adapter. */
@NotYet({"qlora", "prompt"})
public enum AdapterType {
  LORA
}
