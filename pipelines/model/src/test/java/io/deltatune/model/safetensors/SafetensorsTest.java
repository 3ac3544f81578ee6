package io.deltatune.model.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Golden bytes: golden.py, safetensors 0.8.0. */
class SafetensorsTest {
  private static final float[] BETA = {1f, -2.5f, 3.25f, 0.1f, 1e-30f, Float.POSITIVE_INFINITY};
  // Each lies between two bf16: ties go to even.
  private static final float TIE_DOWN = 1 + 0x1p-8f;
  private static final float TIE_UP = 1 + 3 * 0x1p-8f;
  private static final float[] ALPHA = {1f, TIE_DOWN, TIE_UP, -0.1f, 3e38f};

  @TempDir Path folder;
  private Path golden;

  @BeforeEach
  void copyGolden() throws IOException {
    golden = folder.resolve("golden.safetensors");
    try (InputStream bytes = getClass().getResourceAsStream("golden.safetensors")) {
      Files.copy(bytes, golden);
    }
  }

  @Test
  void theReferenceImplementationsFileIsRead() {
    try (SafetensorsFile file = SafetensorsFile.open(golden)) {
      assertEquals(
          List.of("alpha.weight", "beta.weight", "codes", "ids", "scalar"),
          List.copyOf(file.entries().keySet()));
      assertEquals(Map.of("format", "pt"), file.metadata());
      assertArrayEquals(BETA, file.floats("beta.weight"));
      assertArrayEquals(
          new float[] {1f, 1f, 1.015625f, -205 * 0x1p-11f, 226 * 0x1p120f},
          file.floats("alpha.weight"));
      assertEquals(List.of(2L, 3L), file.entry("beta.weight").shape());
      assertEquals(List.of(), file.entry("scalar").shape());
      assertEquals(TensorType.UINT8, file.entry("codes").type());
      assertEquals((byte) 255, file.bytes("codes").get(2));
      assertEquals(1L << 40, file.bytes("ids").getLong(16));
    }
  }

  @Test
  void theWriterGivesTheReferenceImplementationsBytes() throws IOException {
    Path written = folder.resolve("written.safetensors");
    SafetensorsWriter.write(
        written,
        Map.of(
            "scalar", TensorContent.ofFloats(new float[] {7f}, List.of()),
            "beta.weight", TensorContent.ofFloats(BETA, List.of(2L, 3L)),
            "alpha.weight", TensorContent.ofFloatsAsBf16(ALPHA, List.of(5L)),
            "ids", content(TensorType.INT64, 24, b -> b.putLong(1).putLong(-2).putLong(1L << 40)),
            "codes",
                content(
                    TensorType.UINT8, 3, b -> b.put((byte) 0).put((byte) 127).put((byte) 255))));

    assertArrayEquals(Files.readAllBytes(golden), Files.readAllBytes(written));
  }

  @Test
  void everyElementOffsetPointsIntoTheFileAsSeenByOneMapping() throws IOException {
    byte[] whole = Files.readAllBytes(golden);
    try (SafetensorsFile file = SafetensorsFile.open(golden)) {
      TensorEntry beta = file.entry("beta.weight");
      ByteBuffer bytes = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
      assertEquals(-2.5f, bytes.asFloatBuffer().get((int) beta.elementOffset() + 1));
      assertTrue(file.entries().values().stream().allMatch(TensorEntry::isAligned));
    }
  }

  @Test
  void tensorsAreCopiedFromFileToFileUnchanged() throws IOException {
    Path copy = folder.resolve("new/folder/copy.safetensors");
    try (SafetensorsFile file = SafetensorsFile.open(golden)) {
      SafetensorsWriter.write(
          copy,
          file.entries().keySet().stream()
              .collect(Collectors.toMap(name -> name, name -> TensorContent.copyOf(file, name))));
    }
    assertArrayEquals(Files.readAllBytes(golden), Files.readAllBytes(copy));
  }

  @Test
  void aFailedWriteLeavesTheFormerFileAndNoTemporaryOne() throws IOException {
    byte[] before = Files.readAllBytes(golden);
    TensorContent broken =
        new TensorContent(TensorType.FP32, List.of(4L), () -> ByteBuffer.allocate(3));

    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> SafetensorsWriter.write(golden, Map.of("x", broken)));

    assertEquals("x of shape [4] has 3 bytes of data", error.getMessage());
    assertArrayEquals(before, Files.readAllBytes(golden));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(golden), files.toList());
    }
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() {
    Path below = golden.resolve("below/model.safetensors");
    UserError error = assertThrows(UserError.class, () -> SafetensorsWriter.write(below, Map.of()));
    assertEquals(ErrorCode.NOT_ACCESSIBLE, error.code());
    assertEquals(below + " cannot be written", error.problem());
  }

  @Test
  void roundingToBf16TakesTheNearestAndTiesGoToEven() {
    assertEquals(0x3F80, BFloat16.ofFloat(1f));
    assertEquals(0x3F80, BFloat16.ofFloat(TIE_DOWN), "a tie below an odd one");
    assertEquals(0x3F82, BFloat16.ofFloat(TIE_UP), "a tie above an odd one");
    assertEquals(0x7F80, BFloat16.ofFloat(Float.MAX_VALUE), "overflow is infinity");
    assertEquals((short) 0x8000, BFloat16.ofFloat(-0f));
    assertTrue(Float.isNaN(BFloat16.toFloat(BFloat16.ofFloat(Float.NaN))));
  }

  private static TensorContent content(TensorType type, int bytes, Consumer<ByteBuffer> fill) {
    return new TensorContent(
        type,
        List.of((long) bytes / type.bytes()),
        () -> {
          ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
          fill.accept(buffer);
          return buffer.flip();
        });
  }
}
