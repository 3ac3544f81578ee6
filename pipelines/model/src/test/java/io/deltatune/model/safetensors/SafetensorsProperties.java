package io.deltatune.model.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;

class SafetensorsProperties {
  @Property(tries = 300)
  void aDamagedFileIsReadWithinItsBoundsOrRefused(
      @ForAll @IntRange(max = 416) int position, @ForAll @ByteRange(min = -128) byte value)
      throws IOException {
    byte[] bytes = golden();
    bytes[position] = value;
    openOrRefuse(bytes);
  }

  @Property(tries = 100)
  void aTruncatedFileIsRefused(@ForAll @IntRange(max = 416) int length) throws IOException {
    assertTrue(!openOrRefuse(Arrays.copyOf(golden(), length)));
  }

  @Property
  void bf16IsTheNearestOfItsNeighbours(@ForAll @FloatRange(min = -1e30f, max = 1e30f) float value) {
    short bits = BFloat16.ofFloat(value);
    double error = Math.abs((double) BFloat16.toFloat(bits) - value);
    for (int neighbour : new int[] {bits - 1, bits + 1}) {
      float other = BFloat16.toFloat((short) neighbour);
      assertTrue(Float.isNaN(other) || error <= Math.abs((double) other - value));
    }
    assertEquals(bits, BFloat16.ofFloat(BFloat16.toFloat(bits)));
  }

  private static boolean openOrRefuse(byte[] bytes) throws IOException {
    Path path = Files.createTempFile("damaged", ".safetensors");
    try {
      Files.write(path, bytes);
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        for (TensorEntry entry : file.entries().values()) {
          assertEquals(entry.bytes(), file.bytes(entry.name()).remaining());
        }
        return true;
      } catch (UserError refused) {
        assertTrue(refused.problem().startsWith(path.toString()), refused.problem());
        return false;
      }
    } finally {
      Files.delete(path);
    }
  }

  private static byte[] golden() throws IOException {
    try (InputStream file = SafetensorsProperties.class.getResourceAsStream("golden.safetensors")) {
      return file.readAllBytes();
    }
  }
}
