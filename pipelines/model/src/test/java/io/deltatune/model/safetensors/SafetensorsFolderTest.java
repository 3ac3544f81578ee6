package io.deltatune.model.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFolderTest {
  @TempDir Path folder;

  @Test
  void aSingleFileIsOpened() {
    write("model.safetensors", "a", 1f);
    try (SafetensorsFolder tensors = SafetensorsFolder.open(folder)) {
      assertArrayEquals(new float[] {1f}, tensors.file("a").floats("a"));
    }
  }

  @Test
  void shardsAreOpenedThroughTheirIndex() throws IOException {
    write("model-00001-of-00002.safetensors", "b", 2f);
    write("model-00002-of-00002.safetensors", "a", 1f);
    index(
        "{\"a\":\"model-00002-of-00002.safetensors\",\"b\":\"model-00001-of-00002.safetensors\"}");
    try (SafetensorsFolder tensors = SafetensorsFolder.open(folder)) {
      assertEquals(List.of("a", "b"), List.copyOf(tensors.entries().keySet()));
      assertArrayEquals(new float[] {1f}, tensors.file("a").floats("a"));
      assertEquals(2f, tensors.bytes("b").getFloat(0));
    }
  }

  @Test
  void anEmptyFolderSaysWhatWasLookedFor() {
    UserError error = assertThrows(UserError.class, () -> SafetensorsFolder.open(folder));
    assertEquals(ErrorCode.MISSING_FILE, error.code());
    assertEquals(
        "neither model.safetensors nor model.safetensors.index.json is in " + folder,
        error.reason());
  }

  @Test
  void anIndexThatNamesATensorThatItsShardLacksIsRefused() throws IOException {
    write("x.safetensors", "b", 2f);
    index("{\"a\":\"x.safetensors\"}");
    Path shard = folder.resolve("x.safetensors");
    refused(
        shard + " does not hold the tensor a, " + shard + " holds the tensor b, not placed there");
  }

  @Test
  void aTensorInTwoShardsIsRefused() throws IOException {
    write("x.safetensors", "a", 2f);
    write("y.safetensors", "b", 3f);
    SafetensorsWriter.write(
        folder.resolve("y.safetensors"),
        Map.of(
            "a", TensorContent.ofFloats(new float[1], List.of(1L)),
            "b", TensorContent.ofFloats(new float[1], List.of(1L))));
    index("{\"a\":\"x.safetensors\",\"b\":\"y.safetensors\"}");
    refused(folder.resolve("y.safetensors") + " holds the tensor a, not placed there");
  }

  @Test
  void allMissingShardsAreNamed() throws IOException {
    write("y.safetensors", "b", 3f);
    index("{\"a\":\"x.safetensors\",\"b\":\"y.safetensors\",\"c\":\"z.safetensors\"}");
    UserError error = assertThrows(UserError.class, () -> SafetensorsFolder.open(folder));
    assertEquals(ErrorCode.MISSING_FILE, error.code());
    assertEquals(
        "model.safetensors.index.json names these, which are not there:"
            + " x.safetensors, z.safetensors",
        error.reason());
  }

  @Test
  void weightsInAnotherFormatAreNamed() throws IOException {
    Files.createFile(folder.resolve("pytorch_model.bin"));
    UserError error = assertThrows(UserError.class, () -> SafetensorsFolder.open(folder));
    assertTrue(error.reason().endsWith("; there is pytorch_model.bin"), error.reason());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"/etc/x.safetensors\"",
        "\"a/b.safetensors\"",
        "\"..\"",
        "\"\"",
        "\"x.bin\"",
        "7",
        "null",
        "{}"
      })
  void onlyFilesBesideTheIndexAreOpened(String file) throws IOException {
    index("{\"a\":" + file + "}");
    UserError error = assertThrows(UserError.class, () -> SafetensorsFolder.open(folder));
    assertEquals(ErrorCode.MALFORMED_FILE, error.code());
    assertTrue(error.reason().startsWith("the weight_map gives a the file "), error.reason());
  }

  @Test
  void anIndexLargerThanAnyIsNotRead() throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("model.safetensors.index.json").toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    UserError error = assertThrows(UserError.class, () -> SafetensorsFolder.open(folder));
    assertTrue(error.reason().startsWith("it has 1099511627776 bytes"), error.reason());
  }

  @Test
  void tensorsBeyondTwoGibibytesAreReadInParts() throws IOException {
    long many = 1_200_000_000;
    Path path = folder.resolve("model.safetensors");
    String header =
        String.format(
            "{\"a\":{\"dtype\":\"BF16\",\"shape\":[%d],\"data_offsets\":[0,%d]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}}",
            many, 2 * many, 2 * many, 2 * many + 4);
    ByteBuffer last = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
    last.putShort(BFloat16.ofFloat(3f)).putFloat(5f);
    long data = 8L + header.length();
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.writeLong(Long.reverseBytes(header.length()));
      file.writeBytes(header);
      file.seek(data + 2 * many - 2);
      file.write(last.array());
    }
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      ByteBuffer end = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      file.read("a", 2 * many - 4, end);
      assertEquals(0, end.getShort(0));
      assertEquals(3f, BFloat16.toFloat(end.getShort(2)));
      assertArrayEquals(new float[] {5f}, file.floats("b"));
      UserError whole = assertThrows(UserError.class, () -> file.bytes("a"));
      assertEquals(path + ": the tensor a has 2400000000 bytes", whole.problem());
      end.clear();
      assertThrows(IllegalArgumentException.class, () -> file.read("a", 2 * many - 3, end));
    }
  }

  @Test
  void anIndexThatLeavesTheFolderIsRefused() throws IOException {
    index("{\"a\":\"../x.safetensors\"}");
    refused("the weight_map gives a the file \"../x.safetensors\"");
  }

  @Test
  void anIndexWithoutAWeightMapIsRefused() throws IOException {
    Files.writeString(folder.resolve("model.safetensors.index.json"), "{}");
    refused("it has no weight_map");
  }

  private void refused(String cause) {
    UserError error = assertThrows(UserError.class, () -> SafetensorsFolder.open(folder));
    assertEquals(ErrorCode.MALFORMED_FILE, error.code());
    assertEquals(cause, error.reason());
  }

  private void write(String file, String tensor, float value) {
    SafetensorsWriter.write(
        folder.resolve(file),
        Map.of(tensor, TensorContent.ofFloats(new float[] {value}, List.of(1L))));
  }

  private void index(String weightMap) throws IOException {
    Files.writeString(
        folder.resolve("model.safetensors.index.json"), "{\"weight_map\":" + weightMap + "}");
  }
}
