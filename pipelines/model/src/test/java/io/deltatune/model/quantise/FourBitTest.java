package io.deltatune.model.quantise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.UserError;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.TensorEntry;
import io.deltatune.model.safetensors.TensorType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 4-bit codes, their scales and values, beside bitsandbytes and a nearest-code reference. */
class FourBitTest {
  private static final List<String> WEIGHTS =
      List.of("bf16", "fp32", "fp16", "partial", "odd", "ties", "zeros", "zero_end");

  @ParameterizedTest
  @EnumSource(FourBitType.class)
  void packedBytesAndScalesAreThoseOfBitsandbytes(FourBitType type) {
    try (SafetensorsFile golden = GoldenTensors.open("four_bit.safetensors")) {
      for (String name : WEIGHTS) {
        String key = name + "." + type.label();
        FourBitTensor tensor = quantise(golden, name, type, false);
        assertArrayEquals(
            GoldenTensors.bytes(golden, key + ".packed"),
            GoldenTensors.content(tensor.codes()),
            key);
        assertArrayEquals(golden.floats(key + ".absmax"), tensor.scales().absmax(), key);
        assertValues(golden, key + ".plain", tensor);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(FourBitType.class)
  void scalesQuantisedOnceMoreAreThoseOfTheNearestCode(FourBitType type) {
    try (SafetensorsFile golden = GoldenTensors.open("four_bit.safetensors")) {
      for (String name : WEIGHTS) {
        String key = name + "." + type.label();
        FourBitTensor tensor = quantise(golden, name, type, true);
        BlockScales scales = tensor.scales();
        assertEquals(golden.floats(key + ".nested_offset")[0], scales.offset(), key);
        assertArrayEquals(golden.floats(key + ".nested_absmax"), scales.absmax(), key);
        assertArrayEquals(GoldenTensors.bytes(golden, key + ".nested_codes"), scales.codes(), key);
        assertValues(golden, key + ".double", tensor);
        ByteBuffer rounded = GoldenTensors.direct(2 * tensor.elements());
        tensor.toBf16(rounded);
        assertArrayEquals(
            GoldenTensors.bytes(golden, key + ".double_bf16"), GoldenTensors.content(rounded), key);
      }
    }
  }

  private static void assertValues(SafetensorsFile golden, String key, FourBitTensor tensor) {
    ByteBuffer values = GoldenTensors.direct(4 * tensor.elements());
    tensor.toFp32(values);
    byte[] expected = GoldenTensors.bytes(golden, key);
    assertArrayEquals(expected, GoldenTensors.content(values), key);
    float[] some = new float[(int) tensor.elements() - 3];
    tensor.read(3, some);
    for (int i = 0; i < some.length; i++) {
      assertEquals(values.getFloat(4 * (i + 3)), some[i], key);
    }
  }

  private static FourBitTensor quantise(
      SafetensorsFile golden, String name, FourBitType type, boolean doubled) {
    TensorEntry entry = golden.entry(name);
    return new FourBitQuantiser(type, doubled)
        .quantise(name, entry.type(), entry.shape(), golden.bytes(name), GoldenTensors::direct);
  }

  @Test
  void codeBooksAreThoseOfBitsandbytes() {
    try (SafetensorsFile golden = GoldenTensors.open("maps.safetensors")) {
      assertArrayEquals(golden.floats("nf4"), FourBitType.NF4.codes());
      assertArrayEquals(golden.floats("fp4"), FourBitType.FP4.codes());
      assertArrayEquals(golden.floats("signed"), DynamicMap.SIGNED.values());
      assertArrayEquals(golden.floats("unsigned"), DynamicMap.UNSIGNED.values());
    }
  }

  @Test
  void theSearchWithoutBranchesFindsWhatCountingBordersFinds() {
    for (DynamicMap map : List.of(DynamicMap.SIGNED, DynamicMap.UNSIGNED)) {
      assertNearest(map.values(), NearestCode.FINE);
    }
    assertNearest(FourBitType.NF4.codes(), NearestCode.COARSE);
  }

  private static void assertNearest(float[] values, int shift) {
    NearestCode search = new NearestCode(values, shift);
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      float border = search.borders()[random.nextInt(values.length - 1)];
      float x =
          switch (i % 4) {
            case 0 -> border;
            case 1 -> Math.nextUp(border);
            case 2 -> Math.nextDown(border);
            default -> (float) (random.nextGaussian() * Math.pow(10, -random.nextInt(9)));
          };
      int count = 0;
      while (x > search.borders()[count]) {
        count++;
      }
      assertEquals(count, search.of(x), "code of " + x);
    }
  }

  @Test
  void aLargeTensorIsQuantisedInPiecesAsInOne() {
    int columns = 640;
    int rows = 301;
    ByteBuffer values = GoldenTensors.direct(4L * rows * columns);
    Random random = new Random(5);
    while (values.hasRemaining()) {
      values.putFloat((float) random.nextGaussian());
    }
    values.flip();
    FourBitQuantiser quantiser = new FourBitQuantiser(FourBitType.NF4, false);
    byte[] whole =
        GoldenTensors.content(
            quantiser
                .quantise(
                    "whole",
                    TensorType.FP32,
                    List.of((long) rows, (long) columns),
                    values,
                    GoldenTensors::direct)
                .codes());
    for (int row : new int[] {0, 102, 103, 300}) {
      ByteBuffer part = values.duplicate();
      part.position(4 * row * columns).limit(4 * (row + 1) * columns);
      byte[] codes =
          GoldenTensors.content(
              quantiser
                  .quantise(
                      "row", TensorType.FP32, List.of((long) columns), part, GoldenTensors::direct)
                  .codes());
      byte[] same = new byte[columns / 2];
      System.arraycopy(whole, row * columns / 2, same, 0, same.length);
      assertArrayEquals(same, codes, "row " + row);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void weightsThatAreNoNumbersAreRefusedByName(float bad) {
    for (int place : new int[] {5, 70}) {
      ByteBuffer values = GoldenTensors.direct(4 * 80);
      values.putFloat(4 * place, bad);
      UserError error =
          assertThrows(
              UserError.class,
              () ->
                  new FourBitQuantiser(FourBitType.NF4, true)
                      .quantise(
                          "layer.weight",
                          TensorType.FP32,
                          List.of(80L),
                          values,
                          GoldenTensors::direct));
      assertTrue(error.getMessage().contains("layer.weight"), error.getMessage());
    }
  }
}
