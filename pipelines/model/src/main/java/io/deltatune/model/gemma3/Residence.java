package io.deltatune.model.gemma3;

/** Where a model's weights lie while it computes. */
public enum Residence {
  /** In their files, mapped and converted in use: least memory, shared between processes. */
  MAPPED,
  /** As a copy in the computing precision: most speed. */
  COPIED
}
