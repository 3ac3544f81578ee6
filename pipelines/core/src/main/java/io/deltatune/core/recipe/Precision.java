package io.deltatune.core.recipe;

/** The number type in which a model computes; its weights rest in the checkpoint's. */
public enum Precision {
  /** bf16 where a probe of the machine finds it faster, fp32 elsewhere. */
  AUTO,
  BF16,
  FP32
}
