package io.deltatune.model.safetensors;

import java.nio.file.Path;
import java.util.List;

/**
 * Where one tensor lies.
 *
 * @param name the tensor's name in the file
 * @param type the type of its elements
 * @param shape its sizes, outermost first; empty for a scalar
 * @param file the file that holds it
 * @param offset the absolute byte in the file where it begins
 * @param bytes its length in bytes
 */
public record TensorEntry(
    String name, TensorType type, List<Long> shape, Path file, long offset, long bytes) {
  public TensorEntry {
    shape = List.copyOf(shape);
  }

  /** The number of elements. */
  public long elements() {
    return bytes / type.bytes();
  }

  /** Whether the tensor begins at a multiple of its element's size, so that it can be mapped. */
  public boolean isAligned() {
    return offset % type.bytes() == 0;
  }

  /**
   * The absolute offset in elements, when the whole file is seen as one tensor of {@link #type}.
   *
   * @throws IllegalStateException if the tensor is not aligned
   */
  public long elementOffset() {
    if (!isAligned()) {
      throw new IllegalStateException(name + " begins at byte " + offset + ", not aligned");
    }
    return offset / type.bytes();
  }
}
