package io.deltatune.model.gemma3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.file.JsonFiles;
import io.deltatune.model.golden.GoldenModel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Gemma3WeightsTest {
  private static final int[] TOKENS = {2, 17, 30, 99, 150, 3, 8, 42, 11, 60};
  private static final String WEIGHTS = "model.safetensors";

  private final Path golden = GoldenModel.of("newer").folder();
  @TempDir Path folder;

  @BeforeEach
  void copyConfiguration() throws IOException {
    Files.copy(golden.resolve("config.json"), folder.resolve("config.json"));
  }

  @Test
  void weightsThatBeginInTheMiddleOfAnElementAreCopiedAndNotMapped() throws IOException {
    rewriteHeader(" ".length(), header -> header + " ");
    for (boolean mapped : new boolean[] {true, false}) {
      assertArrayEquals(logits(golden, mapped), logits(folder, mapped));
    }
  }

  @Test
  void weightsBeyondTwoGibibytesAreMapped() throws IOException {
    long vision = 3L << 30;
    ByteBuffer old =
        ByteBuffer.wrap(Files.readAllBytes(golden.resolve(WEIGHTS))).order(ByteOrder.LITTLE_ENDIAN);
    byte[] text = new byte[Math.toIntExact(old.getLong())];
    old.get(text);
    ObjectNode header = JsonFiles.parse(golden, text);
    for (JsonNode tensor : header) {
      if (tensor.path("data_offsets") instanceof ArrayNode offsets) {
        offsets.set(0, offsets.get(0).longValue() + vision);
        offsets.set(1, offsets.get(1).longValue() + vision);
      }
    }
    ObjectNode tower = header.putObject("vision_tower.x").put("dtype", "U8");
    tower.putArray("shape").add(vision);
    tower.putArray("data_offsets").add(0).add(vision);
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    length.putLong(0, json.length + json.length % 2);
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(WEIGHTS).toFile(), "rw")) {
      file.write(length.array());
      file.write(json);
      file.writeBytes(" ".repeat(json.length % 2));
      file.seek(file.getFilePointer() + vision);
      file.write(old.array(), old.position(), old.remaining());
    }
    assertArrayEquals(logits(golden, true), logits(folder, true));
  }

  @Test
  void aMissingTensorIsNamedWithTheFolder() throws IOException {
    rewriteHeader(0, header -> header.replace("layers.3.mlp.up_proj", "layers.3.mlp.xx_proj"));
    UserError error = assertThrows(UserError.class, () -> logits(folder, true));
    assertEquals(ErrorCode.UNSUPPORTED_MODEL, error.code());
    assertTrue(error.problem().startsWith(folder.toString()), error.problem());
    assertEquals(
        "model.layers.3.mlp.up_proj.weight is missing;"
            + " model.layers.3.mlp.xx_proj.weight is unknown",
        error.reason());
  }

  @Test
  void aTensorOfAnotherShapeIsRefusedWithBothShapes() throws IOException {
    String config = Files.readString(golden.resolve("config.json"));
    Files.writeString(
        folder.resolve("config.json"),
        config.replaceFirst("\"intermediate_size\": \\d+", "\"intermediate_size\": 33"));
    Files.copy(golden.resolve(WEIGHTS), folder.resolve(WEIGHTS));
    UserError error = assertThrows(UserError.class, () -> logits(folder, true));
    assertTrue(
        error.reason().contains("mlp.up_proj.weight is of shape [32, 20], not [33, 20]"),
        error.reason());
  }

  @Test
  void aFreshModelIsTheSameForTheSameSeedOnly() {
    Gemma3Config config = Gemma3Config.read(golden);
    assertArrayEquals(fresh(config, 1), fresh(config, 1));
    assertTrue(GoldenModel.relativeDifference(fresh(config, 2), fresh(config, 1)) > 0.1);
  }

  private static float[] fresh(Gemma3Config config, long seed) {
    try (Gemma3Model model =
            Gemma3Model.of(
                config, Precision.FP32, scope -> Gemma3Weights.random(config, -0.7, seed, scope));
        Scope scope = model.newScope()) {
      return model.logits(TOKENS, scope).floats();
    }
  }

  private static float[] logits(Path folder, boolean mapped) {
    try (Gemma3Model model = Gemma3Model.open(folder, Precision.FP32, mapped);
        Scope scope = model.newScope()) {
      return model.logits(TOKENS, scope).floats();
    }
  }

  private interface Change {
    String of(String header);
  }

  private void rewriteHeader(int growth, Change change) throws IOException {
    ByteBuffer old =
        ByteBuffer.wrap(Files.readAllBytes(golden.resolve(WEIGHTS))).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[Math.toIntExact(old.getLong())];
    old.get(header);
    String changed = change.of(new String(header, StandardCharsets.UTF_8));
    assertEquals(header.length + growth, changed.length());
    ByteBuffer next = ByteBuffer.allocate(old.limit() + growth).order(ByteOrder.LITTLE_ENDIAN);
    next.putLong(changed.length()).put(changed.getBytes(StandardCharsets.UTF_8)).put(old);
    Files.write(folder.resolve(WEIGHTS), next.array());
  }
}
