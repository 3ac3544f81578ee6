package io.deltatune.model.quantise;

import java.util.Arrays;

/**
 * The dynamic 8-bit code (arXiv 1511.04561; bitsandbytes, {@code functional.create_dynamic_map}):
 * seven decades up to 1, each with twice as many values as the one below it, and zero.
 */
public final class DynamicMap {
  /** Both signs: 2^i values a decade and sign. */
  public static final DynamicMap SIGNED = new DynamicMap(true);

  /** Numbers from 0: 2^(i + 1) values a decade. */
  public static final DynamicMap UNSIGNED = new DynamicMap(false);

  private static final int DECADES = 7;

  private final float[] values;
  private final NearestCode nearest;

  private DynamicMap(boolean signed) {
    this.values = new float[256];
    int next = 0;
    for (int i = 0; i < DECADES; i++) {
      float unit = (float) Math.pow(10, i - (DECADES - 1));
      int count = 1 << (signed ? i : i + 1);
      for (int k = 0; k < count; k++) {
        float value = unit * ((point(k, count) + point(k + 1, count)) / 2);
        values[next++] = value;
        if (signed) {
          values[next++] = -value;
        }
      }
    }
    values[next++] = 0;
    values[next] = 1;
    Arrays.sort(values);
    this.nearest = new NearestCode(values, NearestCode.FINE);
  }

  /** A point of {@code torch.linspace(0.1, 1, count + 1)}, which counts its upper half from 1. */
  private static float point(int k, int count) {
    float step = (1 - 0.1f) / count;
    return k < (count + 1) / 2 ? Math.fma(step, k, 0.1f) : Math.fma(-step, count - k, 1f);
  }

  /** The values, rising. */
  public float[] values() {
    return values.clone();
  }

  /** The values themselves, not to be changed. */
  float[] table() {
    return values;
  }

  NearestCode nearest() {
    return nearest;
  }
}
