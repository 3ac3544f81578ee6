package io.deltatune.model.gemma3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.golden.GoldenModel;
import java.io.IOException;
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
