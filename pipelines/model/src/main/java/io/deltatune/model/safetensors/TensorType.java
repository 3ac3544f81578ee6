package io.deltatune.model.safetensors;

import java.util.Arrays;
import java.util.Optional;

/** The element types of the tensors in checkpoints, under their names in a safetensors header. */
public enum TensorType {
  // In the order of rising alignment, by which files are laid out.
  UINT8("U8", 1, 0),
  FP16("F16", 2, 5),
  BF16("BF16", 2, 15),
  INT32("I32", 4, 3),
  FP32("F32", 4, 6),
  INT64("I64", 8, 4);

  private final String label;
  private final int bytes;
  private final int torchCode;

  TensorType(String label, int bytes, int torchCode) {
    this.label = label;
    this.bytes = bytes;
    this.torchCode = torchCode;
  }

  /** The name in a header: {@code F32}, {@code BF16}, ... */
  public String label() {
    return label;
  }

  /** The size of one element. */
  public int bytes() {
    return bytes;
  }

  /** The number by which TorchScript text names this type, {@code dtype=15} for bf16. */
  public int torchCode() {
    return torchCode;
  }

  /** The type of a label, or empty for one that no supported model uses. */
  public static Optional<TensorType> ofLabel(String label) {
    return Arrays.stream(values()).filter(type -> type.label.equals(label)).findFirst();
  }
}
