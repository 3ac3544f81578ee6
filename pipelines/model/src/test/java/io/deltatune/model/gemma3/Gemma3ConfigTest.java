package io.deltatune.model.gemma3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.gemma3.Gemma3Config.Rope;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Gemma3ConfigTest {
  private static final Path FILE = Path.of("model", "config.json");

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
      quoteCharacter = '$',
      value = {
        "`model_type`: `llama` | model_type is 'llama'",
        "`attention_bias`: true | attention_bias is true",
        "`final_logit_softcapping`: 30.0 | final_logit_softcapping is 30.0",
        "`attn_logit_softcapping`: 50.0 | attn_logit_softcapping is 50.0",
        "`use_bidirectional_attention`: true | use_bidirectional_attention is true",
        "`quantization_config`: {`bits`: 4} | quantization_config is an object of 1 values",
        "`hidden_activation`: `silu` | hidden_activation is \"silu\"",
        "`hidden_act`: `relu` | hidden_act is \"relu\"",
        "`architectures`: [`Gemma3ForSequenceClassification`] | is no Gemma 3 language model",
        "`text_config`: {} | text_config is an object",
        "`num_key_value_heads`: 3 | no multiple of num_key_value_heads",
        "`num_attention_heads`: 65536, `num_key_value_heads`: 65536 | is too wide",
        "`head_dim`: 7 | head_dim 7 is odd",
        "`layer_types`: [`chunked_attention`], `num_hidden_layers`: 1"
            + " | it holds \"chunked_attention\"",
        "`_sliding_window_pattern`: 2 | _sliding_window_pattern is 2",
        "`rope_scaling`: {`rope_type`: `yarn`} | rope_scaling.rope_type is \"yarn\"",
        "`rope_scaling`: {`type`: `dynamic`, `factor`: 2.0} | rope_scaling.type is \"dynamic\"",
        "`rope_scaling`: {`factor`: 2.0} | rope_type is default, which scales nothing",
        "`rope_scaling`: {`type`: `linear`, `rope_type`: `default`} | rope_type says default",
        "`rope_parameters`: {`full_attention`: {`rope_type`: `llama3`}}"
            + " | rope_parameters.full_attention.rope_type is \"llama3\"",
        "`rope_parameters`: {`sliding_attention`: {`rope_type`: `dynamic`}}"
            + " | rope_parameters.sliding_attention.rope_type is \"dynamic\"",
        "`rope_parameters`: {`full_attention`: {`original_max_position_embeddings`: 8}}"
            + " | rope_parameters.full_attention.original_max_position_embeddings is 8",
        "`rope_parameters`: {`rope_type`: `linear`, `factor`: 8.0}"
            + " | rope_parameters.rope_type is \"linear\"",
        "`rope_parameters`: {`full_attention`: {`partial_rotary_factor`: 0.5}}"
            + " | rope_parameters.full_attention.partial_rotary_factor is 0.5",
        "`partial_rotary_factor`: 0.25 | partial_rotary_factor is 0.25",
      })
  void whatIsNotSupportedIsRefusedByName(String keys, String message) {
    UserError error = assertThrows(UserError.class, () -> parse(keys));
    assertEquals(ErrorCode.UNSUPPORTED_MODEL, error.code(), error.getMessage());
    assertTrue(error.getMessage().contains(message), error.getMessage());
    assertTrue(error.problem().startsWith(FILE.toString()), error.problem());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '$',
      value = {
        "`hidden_size`: `wide` | hidden_size is \"wide\"",
        "`hidden_size`: null | hidden_size is null",
        "`hidden_size`: 640.0 | hidden_size is 640.0",
        "`hidden_size`: -640 | hidden_size is -640",
        "`hidden_size`: 0 | hidden_size is 0",
        "`hidden_size`: 4294967936 | hidden_size is 4294967936",
        "`num_hidden_layers`: 2147483647 | num_hidden_layers is 2147483647",
        "`vocab_size`: 99999999999999999999999999 | vocab_size is 99999999999999999999999999",
        "`vocab_size`: [1, 2] | vocab_size is a list of 2 values",
        "`sliding_window`: null | sliding_window is null",
        "`sliding_window`: 0 | sliding_window is 0",
        "`rms_norm_eps`: 1e999 | rms_norm_eps is",
        "`rms_norm_eps`: -1e-6 | rms_norm_eps is",
        "`rms_norm_eps`: NaN | token 'NaN'",
        "`rope_theta`: 0 | rope_theta is 0",
        "`rope_theta`: 1e300 | rope_theta is",
        "`rope_scaling`: 8 | rope_scaling is 8",
        "`rope_scaling`: {`type`: `linear`} | rope_scaling.factor is missing",
        "`rope_scaling`: {`type`: `linear`, `factor`: 0} | rope_scaling.factor is 0",
        "`layer_types`: `full_attention` | layer_types is \"full_attention\"",
        "`layer_types`: [`full_attention`] | not one type for each of 26 layers",
        "`tie_word_embeddings`: `no` | tie_word_embeddings is \"no\"",
        "`hidden_size`: 640, `hidden_size`: 64 | Duplicate field 'hidden_size'",
        "`hidden_size`: 640} {`hidden_size`: 64 | goes on after its closing brace",
      })
  void aValueThatMakesNoSenseIsRefusedWithItsKey(String keys, String message) {
    UserError error = assertThrows(UserError.class, () -> parse(keys));
    assertEquals(ErrorCode.MALFORMED_FILE, error.code(), error.getMessage());
    assertTrue(error.getMessage().contains(message), error.getMessage());
    assertTrue(error.problem().startsWith(FILE.toString()), error.problem());
  }

  @Test
  void deepNestingAndHugeFilesAreRefusedUnread() throws IOException {
    UserError deep = assertThrows(UserError.class, () -> parse("`x`: " + "[".repeat(100_000)));
    assertTrue(deep.reason().contains("nesting depth"), deep.reason());
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("config.json").toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    UserError huge = assertThrows(UserError.class, () -> Gemma3Config.read(folder));
    assertEquals("it has 1099511627776 bytes, at most 16777216 make sense", huge.reason());
  }

  @Test
  void bothLayoutsOfTheRotaryEmbeddingsAreHonoured() {
    String older = "`rope_theta`: 5e5, `rope_local_base_freq`: 2e4, `rope_scaling`: ";
    Gemma3Config config = parse(older + "{`type`: `linear`, `factor`: 8}");
    assertEquals(new Rope(5e5, 8), config.globalRope());
    assertEquals(new Rope(2e4, 1), config.localRope());
    config =
        parse(
            """
            `rope_theta`: 1.0, `rope_parameters`: {
              `full_attention`: {`rope_theta`: 7e5, `rope_type`: `linear`, `factor`: 4.0},
              `sliding_attention`: {`rope_theta`: 3e4, `rope_type`: `linear`, `factor`: 2.0}}
            """);
    assertEquals(new Rope(7e5, 4), config.globalRope());
    assertEquals(new Rope(3e4, 2), config.localRope());
    config = parse("`rope_theta`: 6e5, `rope_parameters`: {`full_attention`: null}");
    assertEquals(new Rope(6e5, 1), config.globalRope());
    assertEquals(new Rope(1e4, 1), config.localRope());
  }

  @Test
  void layerTypesComeBeforeThePattern() {
    assertEquals(
        List.of(true, false, true),
        parse("`num_hidden_layers`: 3, `sliding_window_pattern`: 2").slidingLayers());
    String types = "`num_hidden_layers`: 2, `layer_types`: [`full_attention`, `full_attention`], ";
    Gemma3Config config = parse(types + "`_sliding_window_pattern`: 6, `sliding_window`: null");
    assertEquals(List.of(false, false), config.slidingLayers());
    assertEquals(131_072, config.slidingWindow(), "no layer slides: the window means nothing");
  }

  @Test
  void otherNamesOfTheSameFunctionAndIdleKeysAreAccepted() {
    parse("`hidden_activation`: `gelu_new`, `hidden_act`: `gelu_pytorch_tanh`");
    parse("`attention_dropout`: 0.1, `use_bidirectional_attention`: null, `pruned_heads`: {}");
    parse("`quantization_config`: null, `unsloth_fixed`: true, `rope_scaling`: null");
  }

  @Test
  void theHeadOfTheMultimodalModelIsTiedUnlessEitherPlaceSaysNo() {
    assertFalse(multimodal("`tie_word_embeddings`: false", "{}").tiedHead());
    assertFalse(multimodal("`x`: 0", "{`tie_word_embeddings`: false}").tiedHead());
    UserError error =
        assertThrows(
            UserError.class,
            () -> multimodal("`tie_word_embeddings`: false", "{`tie_word_embeddings`: true}"));
    assertTrue(error.problem().endsWith("tie_word_embeddings is false"), error.problem());
  }

  private static Gemma3Config multimodal(String root, String text) {
    return parse("`model_type`: `gemma3`, " + root + ", `text_config`: " + text);
  }

  /** The text model's configuration with these keys; back ticks stand for quotes. */
  private static Gemma3Config parse(String keys) {
    String type = keys.contains("`model_type`") ? "" : "`model_type`: `gemma3_text`, ";
    String json = ("{" + type + keys + "}").replace('`', '"');
    return Gemma3Config.parse(FILE, json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aFolderWithoutConfigIsNamed() {
    UserError error = assertThrows(UserError.class, () -> Gemma3Config.read(folder));
    assertEquals(ErrorCode.MISSING_FILE, error.code());
    assertTrue(error.getMessage().contains("config.json is not there"), error.getMessage());
  }

  private void write(String json) throws IOException {
    Files.writeString(folder.resolve("config.json"), json);
  }
}
