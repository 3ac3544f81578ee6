package io.deltatune.model.gemma3;

import java.util.Optional;

/** Where a model's weights lie while it computes. */
public enum Residence {
  /** In their files, mapped and converted in use: least memory, shared between processes. */
  MAPPED,
  /** As a copy in the computing precision: most speed. */
  COPIED;

  /** What a recipe or an option asks for; empty where the memory that is free shall decide. */
  public static Optional<Residence> of(io.deltatune.core.recipe.Residence asked) {
    return switch (asked) {
      case AUTO -> Optional.empty();
      case MAPPED -> Optional.of(MAPPED);
      case COPIED -> Optional.of(COPIED);
    };
  }
}
