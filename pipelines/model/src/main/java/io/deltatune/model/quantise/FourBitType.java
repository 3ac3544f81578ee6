package io.deltatune.model.quantise;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/** The sixteen values of a 4-bit code (bitsandbytes, {@code functional.get_4bit_type}). */
@SuppressWarnings("ImmutableEnumChecker") // its arrays are neither changed nor handed out
public enum FourBitType {
  /** Quantiles of the normal distribution (arXiv 2305.14314). */
  NF4(
      1,
      -1.0f,
      -0.6961928f,
      -0.52507305f,
      -0.3949175f,
      -0.28444138f,
      -0.18477343f,
      -0.091050036f,
      0.0f,
      0.0795803f,
      0.1609302f,
      0.2461123f,
      0.33791524f,
      0.44070983f,
      0.562617f,
      0.72295684f,
      1.0f),
  /** A sign, two bits of exponent, one of fraction; zero has two codes. */
  FP4(12, 0, 0.0625f, 8, 12, 4, 6, 2, 3, 0, -0.0625f, -8, -12, -4, -6, -2, -3);

  private final float[] values;
  private final byte[] order;
  private final NearestCode nearest;

  FourBitType(float largest, float... values) {
    this.values = values;
    for (int i = 0; i < values.length; i++) {
      values[i] /= largest;
    }
    int[] sorted =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparing(code -> values[code]))
            .mapToInt(Integer::intValue)
            .toArray();
    this.order = new byte[sorted.length];
    float[] rising = new float[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      order[i] = (byte) sorted[i];
      rising[i] = values[sorted[i]];
    }
    this.nearest = new NearestCode(rising, NearestCode.COARSE);
  }

  /** The type of a label, or empty. */
  public static Optional<FourBitType> ofLabel(String label) {
    return Arrays.stream(values()).filter(type -> type.label().equals(label)).findFirst();
  }

  /** The name in checkpoints and recipes: {@code nf4}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The values by their codes. */
  public float[] codes() {
    return values.clone();
  }

  /** Writes the values times a scale. */
  void scaled(float scale, float[] into) {
    for (int i = 0; i < 16; i++) {
      into[i] = values[i] * scale;
    }
  }

  /** The code of each value in rising order. */
  byte[] order() {
    return order;
  }

  NearestCode nearest() {
    return nearest;
  }
}
