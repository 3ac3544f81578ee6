package io.deltatune.model.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/** IEEE 754's binary16: a sign, 5 bits of exponent, 10 bits of fraction. */
public final class Float16 {
  private static final int FRACTION = 0x3FF;
  private static final int EXPONENT = 0x1F;
  private static final float SUBNORMAL_STEP = 0x1p-24f;

  private Float16() {}

  /** The exact value of an fp16. */
  public static float toFloat(short bits) {
    int exponent = (bits >> 10) & EXPONENT;
    int fraction = bits & FRACTION;
    int sign = (bits & 0x8000) << 16;
    if (exponent == 0) {
      float magnitude = fraction * SUBNORMAL_STEP;
      return sign == 0 ? magnitude : -magnitude;
    }
    int wide = exponent == EXPONENT ? 0xFF : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }

  /** All values of a little-endian buffer of fp16, from its position to its limit. */
  public static float[] toFloats(ByteBuffer buffer) {
    ShortBuffer shorts = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    float[] values = new float[shorts.remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = toFloat(shorts.get(i));
    }
    return values;
  }
}
