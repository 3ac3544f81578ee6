package io.deltatune.model.quantise;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * AdamW's moments of one parameter as 8-bit codes in blocks of 256 (arXiv 2110.02861; bitsandbytes,
 * {@code optimizer_update_8bit_blockwise}): the first by the signed dynamic code, the second by the
 * unsigned one. The update itself takes the moments before they are quantised.
 */
public final class EightBitMoments {
  /** Parameters of fewer numbers keep fp32 moments. */
  public static final int SMALLEST = 4096;

  private static final int BLOCK = EightBit.BLOCK;
  private static final float TINY = 1e-38f;

  private final ByteBuffer first;
  private final ByteBuffer second;
  private final float[] firstScales;
  private final float[] secondScales;

  /**
   * Moments of zero.
   *
   * @param memory for two codes a number, whose content is lost
   */
  public EightBitMoments(int size, ByteBuffer memory) {
    if (memory.capacity() != 2L * size) {
      throw new IllegalArgumentException(memory.capacity() + " bytes for " + size + " numbers");
    }
    this.first = memory.slice(0, size);
    this.second = memory.slice(size, size);
    int blocks = (size + BLOCK - 1) / BLOCK;
    this.firstScales = new float[blocks];
    this.secondScales = new float[blocks];
    clear(first, DynamicMap.SIGNED);
    clear(second, DynamicMap.UNSIGNED);
  }

  private static void clear(ByteBuffer codes, DynamicMap map) {
    byte[] zeros = new byte[Math.min(codes.capacity(), 1 << 16)];
    Arrays.fill(zeros, (byte) map.nearest().of(0));
    ByteBuffer into = codes.duplicate();
    while (into.hasRemaining()) {
      into.put(zeros, 0, Math.min(zeros.length, into.remaining()));
    }
  }

  /** The first moment's codes, to be read or written. */
  public ByteBuffer first() {
    return first.duplicate();
  }

  /** The second moment's codes. */
  public ByteBuffer second() {
    return second.duplicate();
  }

  /** The first moment's scales, a number a block; not a copy. */
  public float[] firstScales() {
    return firstScales;
  }

  /** The second moment's scales. */
  public float[] secondScales() {
    return secondScales;
  }

  /**
   * Updates a range of the parameter, on all cores.
   *
   * @param parameters changed, from the first number of the range to its last
   * @param gradients laid out alike
   * @param firstBlock the block with which the range begins
   */
  public void update(
      FloatBuffer parameters, FloatBuffer gradients, int firstBlock, AdamStep numbers) {
    int size = parameters.capacity();
    Chunks.run(
        (size + BLOCK - 1) / BLOCK,
        most -> {
          Worker worker = new Worker(numbers);
          return (from, count) -> {
            for (int block = from; block < from + count; block++) {
              int start = block * BLOCK;
              int length = Math.min(BLOCK, size - start);
              parameters.get(start, worker.parameters, 0, length);
              gradients.get(start, worker.gradients, 0, length);
              worker.update(firstBlock + block, length);
              parameters.put(start, worker.parameters, 0, length);
            }
          };
        });
  }

  /** The arrays of one task. */
  private final class Worker {
    private final AdamStep numbers;
    private final float[] parameters = new float[BLOCK];
    private final float[] gradients = new float[BLOCK];
    private final float[] m = new float[BLOCK];
    private final float[] v = new float[BLOCK];
    private final byte[] codes = new byte[BLOCK];

    Worker(AdamStep numbers) {
      this.numbers = numbers;
    }

    void update(int block, int length) {
      read(first, block, length, DynamicMap.SIGNED, firstScales[block], m);
      read(second, block, length, DynamicMap.UNSIGNED, secondScales[block], v);
      step(parameters, gradients, m, v, length, numbers);
      firstScales[block] = write(first, block, length, DynamicMap.SIGNED, m);
      secondScales[block] = write(second, block, length, DynamicMap.UNSIGNED, v);
    }

    private void read(
        ByteBuffer from, int block, int length, DynamicMap map, float scale, float[] into) {
      from.get(block * BLOCK, codes, 0, length);
      float[] values = map.table();
      for (int i = 0; i < length; i++) {
        into[i] = values[codes[i] & 0xFF] * scale;
      }
    }

    /** Returns the block's scale. */
    private float write(ByteBuffer into, int block, int length, DynamicMap map, float[] values) {
      float largest = 0;
      for (int i = 0; i < length; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      float divisor = Math.max(largest, TINY);
      float[] table = map.table();
      for (int i = 0; i < length; i++) {
        int code = map.nearest().of(values[i] / divisor);
        // A small negative moment keeps its sign.
        codes[i] = (byte) (values[i] < 0 && table[code] == 0 ? code - 1 : code);
      }
      into.put(block * BLOCK, codes, 0, length);
      return largest;
    }
  }

  /**
   * AdamW in fp32 on arrays.
   *
   * @param m the first moment, changed
   * @param v the second moment, changed
   */
  public static void step(
      float[] parameters, float[] gradients, float[] m, float[] v, int length, AdamStep numbers) {
    for (int i = 0; i < length; i++) {
      float gradient = gradients[i] * numbers.factor();
      m[i] = m[i] * numbers.beta1() + numbers.rest1() * gradient;
      v[i] = v[i] * numbers.beta2() + numbers.rest2() * gradient * gradient;
      float change = m[i] / ((float) Math.sqrt(v[i]) + numbers.epsilon());
      parameters[i] = parameters[i] * numbers.keep() + numbers.size() * change;
    }
  }
}
