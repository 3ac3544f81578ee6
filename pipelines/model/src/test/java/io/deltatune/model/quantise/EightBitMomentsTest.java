package io.deltatune.model.quantise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.deltatune.model.safetensors.SafetensorsFile;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten steps of 8-bit AdamW beside a nearest-code reference, to the bit. */
class EightBitMomentsTest {
  private static final int STEPS = 10;

  @ParameterizedTest
  @ValueSource(strings = {"whole", "partial"})
  void codesScalesAndParametersAreThoseOfTheReference(String name) {
    try (SafetensorsFile golden = GoldenTensors.open("moments.safetensors")) {
      float[] parameters = golden.floats(name + ".start");
      int size = parameters.length;
      EightBitMoments moments = new EightBitMoments(size, GoldenTensors.direct(2L * size));
      float[] gradients = golden.floats(name + ".gradients");
      for (int step = 1; step <= STEPS; step++) {
        float[] slopes = Arrays.copyOfRange(gradients, (step - 1) * size, step * size);
        moments.update(FloatBuffer.wrap(parameters), FloatBuffer.wrap(slopes), 0, numbers(step));
      }
      assertArrayEquals(golden.floats(name + ".end"), parameters);
      assertArrayEquals(golden.floats(name + ".first_scales"), moments.firstScales());
      assertArrayEquals(golden.floats(name + ".second_scales"), moments.secondScales());
      assertArrayEquals(
          GoldenTensors.bytes(golden, name + ".first"), GoldenTensors.content(moments.first()));
      assertArrayEquals(
          GoldenTensors.bytes(golden, name + ".second"), GoldenTensors.content(moments.second()));
    }
  }

  @Test
  void fewNumbersKeepFp32Moments() {
    try (SafetensorsFile golden = GoldenTensors.open("moments.safetensors")) {
      float[] parameters = golden.floats("small.start");
      int size = parameters.length;
      float[] first = new float[size];
      float[] second = new float[size];
      float[] gradients = golden.floats("small.gradients");
      for (int step = 1; step <= STEPS; step++) {
        float[] slopes = Arrays.copyOfRange(gradients, (step - 1) * size, step * size);
        EightBitMoments.step(parameters, slopes, first, second, size, numbers(step));
      }
      assertArrayEquals(golden.floats("small.end"), parameters);
      assertArrayEquals(golden.floats("small.first"), first);
      assertArrayEquals(golden.floats("small.second"), second);
    }
  }

  private static AdamStep numbers(int step) {
    return AdamStep.of(3e-3, 0.9, 0.99, 1e-8, 0.05, 1, step);
  }
}
