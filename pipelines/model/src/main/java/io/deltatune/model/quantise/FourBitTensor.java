package io.deltatune.model.quantise;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A tensor of 4-bit codes in bitsandbytes' layout: blocks over the flattened row-major tensor, two
 * codes a byte, the first in the high half; a value is its code's times its block's scale.
 * Thread-safe.
 */
public final class FourBitTensor {
  /** How many weights share a scale, where this project chooses. */
  public static final int BLOCK = 64;

  private final FourBitType type;
  private final List<Long> shape;
  private final int block;
  private final ByteBuffer codes;
  private final BlockScales scales;
  private final long elements;

  /**
   * @param block how many weights share a scale, even
   * @param codes the packed codes, from position to limit; not copied
   * @throws IllegalArgumentException if the sizes do not fit the shape
   */
  public FourBitTensor(
      FourBitType type, List<Long> shape, int block, ByteBuffer codes, BlockScales scales) {
    this.type = type;
    this.shape = List.copyOf(shape);
    this.block = block;
    this.codes = codes.slice();
    this.scales = scales;
    this.elements = shape.stream().reduce(1L, Math::multiplyExact);
    if (block < 2 || block % 2 != 0) {
      throw new IllegalArgumentException("blocks of " + block);
    }
    if (codes.remaining() != (elements + 1) / 2 || scales.size() != blocks(elements, block)) {
      throw new IllegalArgumentException(
          codes.remaining() + " bytes of codes and " + scales.size() + " scales for " + shape);
    }
  }

  /** The number of blocks, a last partial one included. */
  static long blocks(long elements, int block) {
    return (elements + block - 1) / block;
  }

  /** What the codes mean. */
  public FourBitType type() {
    return type;
  }

  /** The unquantised tensor's shape. */
  public List<Long> shape() {
    return shape;
  }

  /** How many weights share a scale. */
  public int block() {
    return block;
  }

  /** The packed codes, read-only. */
  public ByteBuffer codes() {
    return codes.asReadOnlyBuffer();
  }

  /** The scales. */
  public BlockScales scales() {
    return scales;
  }

  /** The number of weights. */
  public long elements() {
    return elements;
  }

  /** The bytes of codes and scales together. */
  public long bytes() {
    return codes.capacity() + scales.codes().length + 4L * scales.absmax().length;
  }

  /**
   * Some values in fp32.
   *
   * @param from the first one, in row-major order
   * @param into filled wholly
   */
  public void read(long from, float[] into) {
    float[] values = type.codes();
    for (int i = 0; i < into.length; i++) {
      long place = from + i;
      int pair = codes.get((int) (place >>> 1));
      int code = (place & 1) == 0 ? (pair >>> 4) & 0xF : pair & 0xF;
      into[i] = values[code] * scales.value((int) (place / block));
    }
  }

  /**
   * All values in fp32, on all cores.
   *
   * @param target of four bytes a weight, written from its position on
   */
  public void toFp32(ByteBuffer target) {
    var out = target.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    Chunks.run(
        (int) blocks(elements, block),
        most -> {
          byte[] in = new byte[most * block / 2];
          float[] floats = new float[most * block];
          float[] absmax = new float[most];
          return (first, count) -> {
            int bytes = load(first, count, in, absmax);
            unpack(in, block / 2, count, type, absmax, floats);
            int wanted = (int) Math.min(elements - (long) first * block, 2L * bytes);
            out.put(first * block, floats, 0, wanted);
          };
        });
  }

  /**
   * All values rounded to bf16, on all cores.
   *
   * @param target of two bytes a weight, written from its position on
   */
  public void toBf16(ByteBuffer target) {
    ByteBuffer bytesOut = target.slice().order(ByteOrder.LITTLE_ENDIAN);
    var out = bytesOut.asIntBuffer();
    Chunks.run(
        (int) blocks(elements, block),
        most -> {
          byte[] in = new byte[most * block / 2];
          int[] pairs = new int[in.length];
          float[] absmax = new float[most];
          return (first, count) -> {
            int bytes = load(first, count, in, absmax);
            unpackBf16(in, block / 2, count, type, absmax, pairs);
            boolean half = 2L * bytes > elements - (long) first * block;
            out.put(first * (block / 2), pairs, 0, half ? bytes - 1 : bytes);
            if (half) {
              bytesOut.putShort(Math.toIntExact(2 * elements - 2), (short) pairs[bytes - 1]);
            }
          };
        });
  }

  /** Reads the packed codes and scales of some blocks; returns how many bytes there are. */
  private int load(int first, int count, byte[] into, float[] absmax) {
    for (int i = 0; i < count; i++) {
      absmax[i] = scales.value(first + i);
    }
    int from = first * (block / 2);
    int bytes = Math.min(count * (block / 2), codes.capacity() - from);
    codes.get(from, into, 0, bytes);
    return bytes;
  }

  // The tables are made in the loops' own method, so that their length is known there and no access
  // is checked.

  private static void unpack(
      byte[] in, int bytes, int blocks, FourBitType type, float[] absmax, float[] out) {
    float[] scaled = new float[16];
    for (int block = 0; block < blocks; block++) {
      type.scaled(absmax[block], scaled);
      int from = block * bytes;
      for (int i = from; i < from + bytes; i++) {
        int pair = in[i] & 0xFF;
        out[2 * i] = scaled[pair >>> 4];
        out[2 * i + 1] = scaled[pair & 0xF];
      }
    }
  }

  private static void unpackBf16(
      byte[] in, int bytes, int blocks, FourBitType type, float[] absmax, int[] out) {
    float[] scaled = new float[16];
    int[] rounded = new int[16];
    for (int block = 0; block < blocks; block++) {
      type.scaled(absmax[block], scaled);
      for (int i = 0; i < 16; i++) {
        int bits = Float.floatToRawIntBits(scaled[i]);
        rounded[i] = (bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16;
      }
      int from = block * bytes;
      for (int i = from; i < from + bytes; i++) {
        int pair = in[i] & 0xFF;
        out[i] = rounded[pair >>> 4] | rounded[pair & 0xF] << 16;
      }
    }
  }
}
