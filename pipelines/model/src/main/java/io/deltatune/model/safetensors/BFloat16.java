package io.deltatune.model.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/** Conversion between fp32 and bf16, which is the upper half of an fp32. */
public final class BFloat16 {
  private static final int QUIET_NAN = 0x7FC0;

  private BFloat16() {}

  /** The nearest bf16, ties to even; NaN stays NaN. */
  public static short ofFloat(float value) {
    if (Float.isNaN(value)) {
      return (short) QUIET_NAN;
    }
    int bits = Float.floatToRawIntBits(value);
    int tieToEven = (bits >>> 16) & 1;
    return (short) ((bits + 0x7FFF + tieToEven) >>> 16);
  }

  /** The exact value of a bf16. */
  public static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** All values of a little-endian buffer of bf16, from its position to its limit. */
  public static float[] toFloats(ByteBuffer buffer) {
    ShortBuffer shorts = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    float[] values = new float[shorts.remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = toFloat(shorts.get(i));
    }
    return values;
  }
}
