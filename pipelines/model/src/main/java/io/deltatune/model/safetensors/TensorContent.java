package io.deltatune.model.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Supplier;

/**
 * A tensor to be written.
 *
 * @param type the type of its elements
 * @param shape its sizes, outermost first
 * @param data gives its bytes, little-endian; asked once, when the tensor is written, so that not
 *     all of them need be in memory together
 */
public record TensorContent(TensorType type, List<Long> shape, Data data) {
  private static final int PIECE = 4 << 20;

  /** A tensor's bytes, in pieces one behind the other. */
  @FunctionalInterface
  public interface Data {
    void writeTo(Sink sink) throws IOException;
  }

  /** Takes the bytes from a buffer's position to its limit; the buffer may be used again then. */
  @FunctionalInterface
  public interface Sink {
    void write(ByteBuffer piece) throws IOException;
  }

  public TensorContent {
    shape = List.copyOf(shape);
  }

  /** A tensor whose bytes come in one buffer, from its position to its limit. */
  public TensorContent(TensorType type, List<Long> shape, Supplier<ByteBuffer> data) {
    this(type, shape, sink -> sink.write(data.get()));
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

  /** The bytes of another file's tensor, unchanged; read in pieces. */
  public static TensorContent copyOf(SafetensorsFile file, String name) {
    TensorEntry entry = file.entry(name);
    return new TensorContent(
        entry.type(),
        entry.shape(),
        sink -> {
          ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, entry.bytes()));
          for (long done = 0; done < entry.bytes(); done += piece.limit()) {
            piece.clear().limit((int) Math.min(piece.capacity(), entry.bytes() - done));
            file.read(name, done, piece);
            sink.write(piece.flip());
          }
        });
  }

  /** The number of bytes that type and shape demand. */
  public long bytes() {
    return shape.stream().reduce(1L, Math::multiplyExact) * type.bytes();
  }

  private static ByteBuffer littleEndian(long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
