package io.deltatune.model.engine;

/** The number format of activations and of the products' operands. */
public enum Precision {
  FP32(6),
  BF16(15);

  private final int scalarType;

  Precision(int scalarType) {
    this.scalarType = scalarType;
  }

  /** PyTorch's number of the type, as the text takes it. */
  public int scalarType() {
    return scalarType;
  }
}
