package io.deltatune.model.quantise;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.safetensors.Float16;
import io.deltatune.model.safetensors.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Weights to 4-bit codes, on all cores: the code nearest to {@code x * (1 / absmax)}, in a last
 * partial block to {@code x / absmax}, with the same bytes as bitsandbytes.
 */
public final class FourBitQuantiser {
  private static final int BLOCK = FourBitTensor.BLOCK;
  private static final int MAGNITUDE = 0x7FFFFFFF;
  private static final int INFINITY = 0x7F800000;
  private static final float SMALLEST = 1e-38f;

  private final FourBitType type;
  private final boolean doubled;

  /**
   * @param doubled whether the scales are quantised too
   */
  public FourBitQuantiser(FourBitType type, boolean doubled) {
    this.type = type;
    this.doubled = doubled;
  }

  /** What the codes mean. */
  public FourBitType type() {
    return type;
  }

  /** Whether the scales are quantised too. */
  public boolean doubled() {
    return doubled;
  }

  /**
   * Quantises a tensor.
   *
   * @param name for messages
   * @param source bf16, fp16 or fp32
   * @param shape outermost dimension first
   * @param bytes its values, little-endian, from position to limit
   * @param memory gives the memory for the codes, of so many bytes
   * @throws UserError if a value is not finite
   */
  public FourBitTensor quantise(
      String name,
      TensorType source,
      List<Long> shape,
      ByteBuffer bytes,
      LongFunction<ByteBuffer> memory) {
    long elements = shape.stream().reduce(1L, Math::multiplyExact);
    if (elements * source.bytes() != bytes.remaining()) {
      throw new IllegalArgumentException(name + " of shape " + shape + ": " + bytes.remaining());
    }
    int blocks = Math.toIntExact(FourBitTensor.blocks(elements, BLOCK));
    ByteBuffer codes = memory.apply((elements + 1) / 2);
    float[] absmax = new float[blocks];
    Reader reader = Reader.of(source, bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
    Chunks.run(
        blocks,
        most -> {
          int[] bits = new int[most * BLOCK];
          byte[] packed = new byte[most * BLOCK / 2];
          Reader own = reader.fresh(bits.length);
          return (first, count) -> {
            int from = first * BLOCK;
            int values = (int) Math.min((long) count * BLOCK, elements - from);
            own.read(from, values, bits);
            pack(bits, values, packed, absmax, first);
            codes.put(from / 2, packed, 0, (values + 1) / 2);
          };
        });
    for (float largest : absmax) {
      if (!Float.isFinite(largest)) {
        throw notFinite(name);
      }
    }
    BlockScales scales = doubled ? BlockScales.quantised(absmax) : BlockScales.plain(absmax);
    return new FourBitTensor(type, shape, BLOCK, codes, scales);
  }

  private void pack(int[] bits, int values, byte[] packed, float[] absmax, int firstBlock) {
    byte[] below = type.nearest().below();
    float[] borders = type.nearest().borders();
    byte[] order = type.order();
    int full = values / BLOCK;
    for (int block = 0; block < full; block++) {
      int from = block * BLOCK;
      float largest = Float.intBitsToFloat(largest(bits, from, from + BLOCK));
      absmax[firstBlock + block] = largest;
      float factor = 1 / Math.max(largest, SMALLEST);
      packBlock(bits, from, factor, below, borders, order, packed);
    }
    if (values > full * BLOCK) {
      absmax[firstBlock + full] = packPartial(bits, full * BLOCK, values, packed);
    }
  }

  /** The largest magnitude, as bits, which are in the order of their numbers. */
  private static int largest(int[] bits, int from, int to) {
    int largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, bits[i] & MAGNITUDE);
    }
    return largest;
  }

  private static void packBlock(
      int[] bits,
      int from,
      float factor,
      byte[] below,
      float[] borders,
      byte[] order,
      byte[] packed) {
    for (int i = from; i < from + BLOCK; i += 2) {
      float first = Float.intBitsToFloat(bits[i]) * factor;
      float second = Float.intBitsToFloat(bits[i + 1]) * factor;
      int high = below[Float.floatToRawIntBits(first) >>> NearestCode.COARSE];
      int low = below[Float.floatToRawIntBits(second) >>> NearestCode.COARSE];
      high += Float.floatToRawIntBits(borders[high] - first) >>> 31;
      low += Float.floatToRawIntBits(borders[low] - second) >>> 31;
      packed[i >> 1] = (byte) (order[high] << 4 | order[low]);
    }
  }

  /** Returns the block's scale. */
  private float packPartial(int[] bits, int from, int to, byte[] packed) {
    int magnitude = largest(bits, from, to);
    float largest = Math.max(Float.intBitsToFloat(magnitude), SMALLEST);
    for (int i = from; i < to; i += 2) {
      int high = type.nearest().of(Float.intBitsToFloat(bits[i]) / largest);
      int low = type.nearest().of(i + 1 < to ? Float.intBitsToFloat(bits[i + 1]) / largest : 0);
      packed[i / 2] = (byte) (type.order()[high] << 4 | type.order()[low]);
    }
    return magnitude < INFINITY ? largest : Float.NaN;
  }

  private static UserError notFinite(String name) {
    return new UserError(
        ErrorCode.UNSUPPORTED_MODEL,
        "the tensor " + name + " cannot be quantised",
        "it holds values that are not numbers (NaN or infinite)",
        "check the checkpoint, and fetch it again where it is damaged");
  }

  /** Reads numbers of a type as the bits of fp32. */
  private abstract static class Reader {
    static Reader of(TensorType type, ByteBuffer bytes) {
      return switch (type) {
        case FP32 -> new Wide(bytes);
        case BF16 -> new Narrow(bytes, false, 0);
        case FP16 -> new Narrow(bytes, true, 0);
        default -> throw new IllegalArgumentException("weights of type " + type);
      };
    }

    /** The same with arrays of its own. */
    abstract Reader fresh(int most);

    abstract void read(int from, int count, int[] into);
  }

  private static final class Wide extends Reader {
    private final ByteBuffer bytes;

    Wide(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    @Override
    Reader fresh(int most) {
      return this;
    }

    @Override
    void read(int from, int count, int[] into) {
      bytes.asIntBuffer().get(from, into, 0, count);
    }
  }

  private static final class Narrow extends Reader {
    private final ByteBuffer bytes;
    private final boolean ieee;
    private final short[] halves;

    Narrow(ByteBuffer bytes, boolean ieee, int most) {
      this.bytes = bytes;
      this.ieee = ieee;
      this.halves = new short[most];
    }

    @Override
    Reader fresh(int most) {
      return new Narrow(bytes, ieee, most);
    }

    @Override
    void read(int from, int count, int[] into) {
      bytes.asShortBuffer().get(from, halves, 0, count);
      for (int i = 0; i < count; i++) {
        into[i] = ieee ? Float.floatToRawIntBits(Float16.toFloat(halves[i])) : halves[i] << 16;
      }
    }
  }
}
