package io.deltatune.model.engine;

import java.util.Optional;

/** The number format of activations and of the products' operands. */
public enum Precision {
  FP32(6),
  BF16(15);

  private final int scalarType;

  Precision(int scalarType) {
    this.scalarType = scalarType;
  }

  /** What a recipe or an option asks for; empty where the machine shall decide. */
  public static Optional<Precision> of(io.deltatune.core.recipe.Precision asked) {
    return switch (asked) {
      case AUTO -> Optional.empty();
      case BF16 -> Optional.of(BF16);
      case FP32 -> Optional.of(FP32);
    };
  }

  /** The bytes of a number. */
  public int bytes() {
    return this == BF16 ? 2 : 4;
  }

  /** PyTorch's number of the type, as the text takes it. */
  public int scalarType() {
    return scalarType;
  }
}
