package io.deltatune.core.recipe;

/** Where a model's weights are while it computes. */
public enum Residence {
  /** As the memory there is allows: {@link #COPIED} where there is room, {@link #MAPPED} else. */
  AUTO,
  /** In their files, shared with other processes and converted where they are used. */
  MAPPED,
  /** In memory in the computing precision: most speed. */
  COPIED
}
