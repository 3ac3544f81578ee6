package io.deltatune.model.gemma3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.gemma3.Gemma3Config.Rope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Gemma3ConfigTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadAgain() {
    Gemma3Config config =
        new Gemma3Config(
            300,
            32,
            64,
            3,
            4,
            2,
            8,
            12,
            16,
            128,
            1e-5,
            new Rope(9000, 1),
            new Rope(5e5, 8),
            List.of(true, false, true),
            false,
            0.1);
    config.write(folder, "bfloat16");
    assertEquals(config, Gemma3Config.read(folder));
  }

  @Test
  void absentKeysTakeTheDefaultsOfTransformers() throws IOException {
    write("{\"model_type\": \"gemma3_text\"}");
    Gemma3Config config = Gemma3Config.read(folder);
    assertEquals(262_208, config.vocabularySize());
    assertEquals(4096, config.slidingWindow());
    assertEquals(
        List.of(true, true, true, true, true, false), config.slidingLayers().subList(0, 6));
    assertEquals(new Rope(1e6, 1), config.globalRope());
    assertEquals(new Rope(1e4, 1), config.localRope());
    assertTrue(config.tiedHead());
  }

  @Test
  void theTextPartOfTheMultimodalModelIsRead() throws IOException {
    write(
        """
        {"model_type": "gemma3", "vision_config": {"hidden_size": 1152},
         "text_config": {"hidden_size": 2560, "num_hidden_layers": 34, "head_dim": 256,
           "num_attention_heads": 8, "num_key_value_heads": 4, "sliding_window": 1024,
           "intermediate_size": 10240, "rope_scaling": {"factor": 8.0, "rope_type": "linear"}}}
        """);
    Gemma3Config config = Gemma3Config.read(folder);
    assertEquals(34, config.layers());
    assertEquals(new Rope(1e6, 8), config.globalRope());
    assertEquals(new Rope(1e4, 1), config.localRope());
    assertEquals(3_880_263_168L, config.parameters(), "4B text with the padded vocabulary");
  }

  @Test
  void theParametersOf270mAreCounted() throws IOException {
    write(
        """
        {"model_type": "gemma3_text", "vocab_size": 262144, "hidden_size": 640,
         "intermediate_size": 2048, "num_hidden_layers": 18, "num_attention_heads": 4,
         "num_key_value_heads": 1, "sliding_window": 512}
        """);
    assertEquals(268_098_176L, Gemma3Config.read(folder).parameters());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model_type\": \"llama\"} | model_type is 'llama'",
        "{\"model_type\": \"gemma3_text\", \"attention_bias\": true} | attention_bias is true",
        "{\"model_type\": \"gemma3_text\", \"final_logit_softcapping\": 30.0}"
            + " | final_logit_softcapping is 30.0",
        "{\"model_type\": \"gemma3_text\", \"hidden_activation\": \"silu\"}"
            + " | hidden_activation is 'silu'",
        "{\"model_type\": \"gemma3_text\", \"num_key_value_heads\": 3}"
            + " | no multiple of num_key_value_heads",
        "{\"model_type\": \"gemma3_text\", \"rope_scaling\": {\"rope_type\": \"yarn\"}}"
            + " | rope_type is 'yarn'",
      })
  void anotherArchitectureIsRefusedByName(String json, String message) throws IOException {
    write(json);
    UserError error = assertThrows(UserError.class, () -> Gemma3Config.read(folder));
    assertEquals(ErrorCode.UNSUPPORTED_MODEL, error.code());
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  @Test
  void aFolderWithoutConfigIsNamed() {
    UserError error = assertThrows(UserError.class, () -> Gemma3Config.read(folder));
    assertEquals(ErrorCode.MISSING_FILE, error.code());
    assertTrue(error.getMessage().contains("config.json is not there"), error.getMessage());
  }

  @Test
  void aNumberThatIsTextIsRefusedWithItsKey() throws IOException {
    write("{\"model_type\": \"gemma3_text\", \"hidden_size\": \"wide\"}");
    UserError error = assertThrows(UserError.class, () -> Gemma3Config.read(folder));
    assertTrue(error.getMessage().contains("hidden_size is \"wide\""), error.getMessage());
  }

  private void write(String json) throws IOException {
    Files.writeString(folder.resolve("config.json"), json);
  }
}
