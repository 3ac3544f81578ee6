package io.deltatune.model.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Supplier;

/**
 * A tensor to be written.
 *
 * @param type the type of its elements
 * @param shape its sizes, outermost first
 * @param data supplies its bytes, little-endian, from position to limit; called once, when the
 *     tensor is written, so that not all of them need be in memory together
 */
public record TensorContent(TensorType type, List<Long> shape, Supplier<ByteBuffer> data) {
  public TensorContent {
    shape = List.copyOf(shape);
  }

  /** A tensor of fp32 values, which are written as fp32. */
  public static TensorContent ofFloats(float[] values, List<Long> shape) {
    return new TensorContent(
        TensorType.FP32,
        shape,
        () -> {
          ByteBuffer buffer = littleEndian(4L * values.length);
          buffer.asFloatBuffer().put(values);
          return buffer;
        });
  }

  /** A tensor of fp32 values, which are rounded to bf16. */
  public static TensorContent ofFloatsAsBf16(float[] values, List<Long> shape) {
    return new TensorContent(
        TensorType.BF16,
        shape,
        () -> {
          ByteBuffer buffer = littleEndian(2L * values.length);
          for (float value : values) {
            buffer.putShort(BFloat16.ofFloat(value));
          }
          return buffer.flip();
        });
  }

  /** The bytes of another file's tensor, unchanged. */
  public static TensorContent copyOf(SafetensorsFile file, String name) {
    TensorEntry entry = file.entry(name);
    return new TensorContent(entry.type(), entry.shape(), () -> file.bytes(name));
  }

  /** The number of bytes that type and shape demand. */
  long bytes() {
    return shape.stream().reduce(1L, Math::multiplyExact) * type.bytes();
  }

  private static ByteBuffer littleEndian(long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
