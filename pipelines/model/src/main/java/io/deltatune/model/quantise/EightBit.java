package io.deltatune.model.quantise;

/** Blocks of 256 numbers by the dynamic 8-bit code, each with its largest magnitude in fp32. */
final class EightBit {
  static final int BLOCK = 256;
  private static final float SMALLEST = 1e-38f;

  private EightBit() {}

  /**
   * Quantises finite numbers, rounding as bitsandbytes' portable backend: times the reciprocal of
   * the block's largest magnitude, in a last partial block divided by it.
   *
   * @param codes takes a byte a number
   * @param absmax takes a number a block
   */
  static void quantise(DynamicMap map, float[] values, byte[] codes, float[] absmax) {
    for (int from = 0; from < values.length; from += BLOCK) {
      int to = Math.min(values.length, from + BLOCK);
      float largest = 0;
      for (int i = from; i < to; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      boolean partial = to - from < BLOCK;
      float divisor = Math.max(largest, SMALLEST);
      absmax[from / BLOCK] = partial ? divisor : largest;
      float factor = 1 / divisor;
      for (int i = from; i < to; i++) {
        float scaled = partial ? values[i] / divisor : values[i] * factor;
        codes[i] = (byte) map.nearest().of(scaled);
      }
    }
  }
}
