package io.deltatune.model.quantise;

/**
 * The scale of each block of a 4-bit tensor, in fp32 or quantised once more: the scales less their
 * mean in blocks of 256 with the signed dynamic code ("double quantisation", arXiv 2305.14314).
 */
public final class BlockScales {
  /** How many scales share one of their own when they are quantised. */
  public static final int NESTED_BLOCK = 256;

  private final float[] absmax;
  private final byte[] codes;
  private final float[] map;
  private final float offset;
  private final int block;

  private BlockScales(float[] absmax, byte[] codes, float[] map, float offset, int block) {
    this.absmax = absmax;
    this.codes = codes;
    this.map = map;
    this.offset = offset;
    this.block = block;
  }

  /** Scales in fp32. */
  public static BlockScales plain(float[] absmax) {
    return new BlockScales(absmax, new byte[0], new float[0], 0, 1);
  }

  /** Quantises scales. Their mean is summed in fp64 and rounded once. */
  public static BlockScales quantised(float[] absmax) {
    double sum = 0;
    for (float scale : absmax) {
      sum += scale;
    }
    float mean = (float) (sum / absmax.length);
    float[] centred = new float[absmax.length];
    for (int i = 0; i < centred.length; i++) {
      centred[i] = absmax[i] - mean;
    }
    byte[] codes = new byte[centred.length];
    float[] nested = new float[(codes.length + NESTED_BLOCK - 1) / NESTED_BLOCK];
    EightBit.quantise(DynamicMap.SIGNED, centred, codes, nested);
    return nested(codes, nested, DynamicMap.SIGNED.values(), mean, NESTED_BLOCK);
  }

  /**
   * Scales as a file holds them.
   *
   * @param codes one a scale
   * @param absmax one for each block of codes
   * @param map the values of the codes
   * @param offset added to each
   * @param block how many codes share a value of absmax
   */
  public static BlockScales nested(
      byte[] codes, float[] absmax, float[] map, float offset, int block) {
    if (map.length != 256 || absmax.length != (codes.length + block - 1) / block) {
      throw new IllegalArgumentException(
          codes.length + " codes, " + absmax.length + " scales, a map of " + map.length);
    }
    return new BlockScales(absmax, codes, map, offset, block);
  }

  /** Whether they are quantised. */
  public boolean isQuantised() {
    return map.length > 0;
  }

  /** The number of scales. */
  public int size() {
    return isQuantised() ? codes.length : absmax.length;
  }

  /** A scale in fp32. */
  public float value(int number) {
    return isQuantised()
        ? map[codes[number] & 0xFF] * absmax[number / block] + offset
        : absmax[number];
  }

  /** The scales' codes, or none where they are fp32. */
  public byte[] codes() {
    return codes;
  }

  /** The scales themselves, or those of their blocks where they are quantised. */
  public float[] absmax() {
    return absmax;
  }

  /** The values of the codes, or none. */
  public float[] map() {
    return map;
  }

  /** What is added to a quantised scale. */
  public float offset() {
    return offset;
  }

  /** How many codes share a scale of their own. */
  public int block() {
    return block;
  }
}
