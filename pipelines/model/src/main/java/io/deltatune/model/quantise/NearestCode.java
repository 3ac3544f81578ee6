package io.deltatune.model.quantise;

import java.util.Arrays;

/**
 * The search for the nearest of some sorted values. The borders are their middles in fp32; a value
 * on a border takes the lower code, as bitsandbytes' portable backend decides it.
 *
 * <p>The upper bits of a number choose a cell in which at most one border lies, so that a search is
 * one look-up and one comparison, without a branch.
 */
final class NearestCode {
  /** The search over 4-bit codes: sign, exponent and 3 bits of the fraction. */
  static final int COARSE = 20;

  /** The search over 8-bit codes: 7 bits of the fraction. */
  static final int FINE = 16;

  private static final int SIGN = 1 << 31;

  private final int shift;
  private final byte[] below;
  private final float[] borders;

  /**
   * @param sorted the values, rising
   * @param shift how many lower bits do not choose a cell
   */
  NearestCode(float[] sorted, int shift) {
    this.shift = shift;
    this.borders = new float[sorted.length];
    for (int i = 0; i + 1 < sorted.length; i++) {
      borders[i] = (sorted[i] + sorted[i + 1]) / 2;
    }
    borders[sorted.length - 1] = Float.POSITIVE_INFINITY;
    this.below = new byte[1 << (32 - shift)];
    for (int cell = 0; cell < below.length; cell++) {
      below[cell] = (byte) bordersBelow(cell);
    }
  }

  /** The number of borders that lie below every number of a cell. */
  private int bordersBelow(int cell) {
    int nearZero = cell << shift;
    int farFromZero = nearZero | ((1 << shift) - 1);
    float lowest = Float.intBitsToFloat((nearZero & SIGN) == 0 ? nearZero : farFromZero);
    float highest = Float.intBitsToFloat((nearZero & SIGN) == 0 ? farFromZero : nearZero);
    int count = count(lowest);
    if (Float.isFinite(highest) && count(highest) > count + 1) {
      throw new IllegalArgumentException("two borders in the cell of " + lowest);
    }
    return Float.isNaN(lowest) ? 0 : count;
  }

  private int count(float x) {
    int found = Arrays.binarySearch(borders, x);
    return Math.min(borders.length - 1, found < 0 ? -found - 1 : found);
  }

  /** The number of the value nearest to x; of a NaN any. */
  int of(float x) {
    int code = below[Float.floatToRawIntBits(x) >>> shift] & 0xFF;
    return code + (Float.floatToRawIntBits(borders[code] - x) >>> 31);
  }

  /** {@link #of} for loops that keep the tables in local variables. */
  byte[] below() {
    return below;
  }

  float[] borders() {
    return borders;
  }
}
