package io.deltatune.model.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    refused(folder.resolve("x.safetensors") + " does not hold the tensor a");
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
