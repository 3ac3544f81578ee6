package io.deltatune.model.engine;

/** The number format of activations and of the products' operands. */
public enum Precision {
  FP32(6),
  BF16(15);

  private final int scalarType;

  Precision(int scalarType) {
    this.scalarType = scalarType;
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
