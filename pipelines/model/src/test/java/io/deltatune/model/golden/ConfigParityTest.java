package io.deltatune.model.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code config.json} in the layouts of 4.5x and 5, of every published size, text and multimodal,
 * with keys absent and at odds: read as transformers reads it. configs/generate_configs.py has the
 * origin.
 */
class ConfigParityTest {
  @TempDir Path folder;

  static List<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    Golden.of(ConfigParityTest.class, "configs/configs.json")
        .get("cases")
        .forEach(each -> cases.add(Arguments.of(each.get("name").asText(), each)));
    return cases;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theShapeIsTheOneThatTransformersReads(String name, JsonNode golden) throws IOException {
    Files.writeString(folder.resolve("config.json"), golden.get("config").toString());
    Gemma3Config config = Gemma3Config.read(folder);
    assertShape(golden.get("resolved"), config);
    config.write(folder, "bfloat16");
    assertEquals(config, Gemma3Config.read(folder), "written and read again");
  }

  private static void assertShape(JsonNode expected, Gemma3Config config) {
    assertEquals(expected.get("vocab_size").intValue(), config.vocabularySize());
    assertEquals(expected.get("hidden_size").intValue(), config.hiddenSize());
    assertEquals(expected.get("intermediate_size").intValue(), config.intermediateSize());
    assertEquals(expected.get("num_hidden_layers").intValue(), config.layers());
    assertEquals(expected.get("num_attention_heads").intValue(), config.heads());
    assertEquals(expected.get("num_key_value_heads").intValue(), config.keyValueHeads());
    assertEquals(expected.get("head_dim").intValue(), config.headDimension());
    assertEquals(
        expected.get("query_pre_attn_scalar").intValue(), config.queryPreAttentionScalar());
    assertEquals(expected.get("sliding_window").intValue(), config.slidingWindow());
    assertEquals(expected.get("max_position_embeddings").intValue(), config.maximumPositions());
    assertEquals(expected.get("rms_norm_eps").doubleValue(), config.epsilon());
    assertEquals(rope(expected.get("local")), config.localRope());
    assertEquals(rope(expected.get("global")), config.globalRope());
    List<Boolean> sliding = new ArrayList<>();
    expected.get("sliding").forEach(each -> sliding.add(each.booleanValue()));
    assertEquals(sliding, config.slidingLayers());
    assertEquals(expected.get("tie").booleanValue(), config.tiedHead());
  }

  private static Gemma3Config.Rope rope(JsonNode rope) {
    return new Gemma3Config.Rope(rope.get("theta").doubleValue(), rope.get("factor").doubleValue());
  }
}
