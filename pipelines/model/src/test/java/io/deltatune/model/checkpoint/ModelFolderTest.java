package io.deltatune.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.JsonFiles;
import io.deltatune.model.safetensors.SafetensorsWriter;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorType;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
  private static final String GATE = "model.layers.1.mlp.gate_proj.weight";

  @TempDir Path folder;
  private Map<String, TensorContent> weights;

  @BeforeEach
  void writeModel() {
    TinyModel.write(folder, 1);
    weights = new HashMap<>(TinyModel.weights(1));
  }

  @Test
  void aWrittenModelIsOpenedWithItsTokenizer() {
    ModelFolder model = ModelFolder.open(folder);
    assertEquals(TinyModel.CONFIG, model.config());
    assertEquals(weights.keySet(), model.tensors().keySet());
    try (GemmaTokenizer tokenizer = model.tokenizer()) {
      assertEquals(578, tokenizer.vocabularySize());
    }
    assertTrue(Files.exists(folder.resolve("generation_config.json")));
  }

  @Test
  void theHashIsThatOfTheWeightsWhateverTheFiles() throws IOException {
    String hash = ModelFolder.open(folder).hash();
    Map<String, TensorContent> rest = new HashMap<>(weights);
    SafetensorsWriter.write(folder.resolve("one.safetensors"), Map.of(GATE, rest.remove(GATE)));
    SafetensorsWriter.write(folder.resolve("two.safetensors"), rest);
    ObjectNode index = JsonFiles.object();
    ObjectNode map = index.putObject("weight_map");
    rest.keySet().forEach(name -> map.put(name, "two.safetensors"));
    map.put(GATE, "one.safetensors");
    JsonFiles.write(folder.resolve("model.safetensors.index.json"), index);
    Files.delete(folder.resolve("model.safetensors"));

    assertEquals(hash, ModelFolder.open(folder).hash());
    assertEquals(64, hash.length());
  }

  @Test
  void theHashChangesWithWeightsAndConfigurationButNotWithTheToolsVersion() {
    String hash = ModelFolder.open(folder).hash();
    configure(config -> config.put("transformers_version", "5.0"));
    assertEquals(hash, ModelFolder.open(folder).hash());
    configure(config -> config.put("sliding_window", 5));
    assertNotEquals(hash, ModelFolder.open(folder).hash());
    TinyModel.CONFIG.write(folder, "bfloat16");
    SafetensorsWriter.write(folder.resolve("model.safetensors"), TinyModel.weights(2));
    assertNotEquals(hash, ModelFolder.open(folder).hash());
  }

  @Test
  void bothMultimodalSpellingsAreReadAndTheVisionPartIsSkipped() {
    rename(name -> "language_model." + name, "vision_tower.vision_model.x");
    assertEquals(weights.keySet(), ModelFolder.open(folder).tensors().keySet());
    rename(
        name -> "model.language_model." + name.substring("model.".length()),
        "model.multi_modal_projector.y");
    assertEquals(weights.keySet(), ModelFolder.open(folder).tensors().keySet());
  }

  @Test
  void aCopyOfTheTiedHeadIsIgnored() {
    weights.put("lm_head.weight", weights.get("model.embed_tokens.weight"));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), weights);
    assertTrue(!ModelFolder.open(folder).tensors().containsKey("lm_head.weight"));
  }

  @Test
  void everyTensorThatDoesNotFitIsListed() {
    weights.remove("model.norm.weight");
    weights.put("model.extra", TensorContent.ofFloats(new float[1], List.of(1L)));
    weights.put(GATE, TensorContent.ofFloats(new float[4], List.of(2L, 2L)));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), weights);
    UserError error = refused(ErrorCode.UNSUPPORTED_MODEL);
    assertEquals(
        GATE
            + " is of shape [2, 2], not [48, 32]; model.norm.weight is missing;"
            + " model.extra is unknown",
        error.reason());
  }

  @Test
  void everyMissingTensorIsListedByItsLayersWhereTheyAreMany() {
    configure(
        config -> {
          config.put("num_hidden_layers", 9).remove("layer_types");
          config.put("sliding_window_pattern", 2);
        });
    weights.remove("model.norm.weight");
    SafetensorsWriter.write(folder.resolve("model.safetensors"), weights);
    String reason = refused(ErrorCode.UNSUPPORTED_MODEL).reason();
    assertTrue(reason.contains("model.layers.2-8.self_attn.q_norm.weight is missing; "), reason);
    assertTrue(reason.endsWith("model.norm.weight is missing"), reason);
    assertEquals(14, reason.split("; ", -1).length);
  }

  @Test
  void aTensorUnderTwoNamesIsRefused() {
    weights.put("language_model." + GATE, weights.get(GATE));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), weights);
    assertEquals(
        GATE + " is the same tensor as language_model." + GATE,
        refused(ErrorCode.UNSUPPORTED_MODEL).reason());
  }

  @Test
  void aTiedHeadThatIsNoCopyIsRefused() {
    weights.put("lm_head.weight", TinyModel.weights(2).get("model.embed_tokens.weight"));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), weights);
    assertEquals(
        folder + ": lm_head.weight is not the embedding, but config.json ties the two",
        refused(ErrorCode.UNSUPPORTED_MODEL).problem());
  }

  @Test
  void quantisedTensorsAreRefused() {
    weights.put(
        GATE,
        new TensorContent(TensorType.UINT8, List.of(48L, 32L), () -> ByteBuffer.allocate(1536)));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), weights);
    assertEquals(
        GATE + " is of type U8, not BF16, F16 or F32",
        refused(ErrorCode.UNSUPPORTED_MODEL).reason());
  }

  @Test
  void anotherArchitectureIsRefused() {
    configure(config -> config.put("model_type", "llama"));
    UserError error = refused(ErrorCode.UNSUPPORTED_MODEL);
    assertTrue(error.problem().contains("llama"), error.problem());
  }

  @Test
  void missingPartsAreNamed() throws IOException {
    Files.delete(folder.resolve("tokenizer.json"));
    ModelFolder model = ModelFolder.open(folder);
    assertEquals(
        folder.resolve("tokenizer.json") + " is not there",
        assertThrows(UserError.class, model::tokenizer).problem());
    Files.delete(folder.resolve("model.safetensors"));
    assertEquals(folder + " holds no weights", refused(ErrorCode.MISSING_FILE).problem());
    Files.delete(folder.resolve("config.json"));
    assertTrue(refused(ErrorCode.MISSING_FILE).problem().contains("config.json"));
    Path nowhere = folder.resolve("nowhere");
    assertEquals(
        "there is no model folder " + nowhere,
        assertThrows(UserError.class, () -> ModelFolder.open(nowhere)).problem());
  }

  @Test
  void aTokenizerWithMoreIdsThanEmbeddingsIsRefused() throws IOException {
    Path file = folder.resolve("tokenizer.json");
    String json = Files.readString(file);
    Files.writeString(file, json.replace("\"vocab\":{", "\"vocab\":{\"zzz\":9999,"));
    UserError error = assertThrows(UserError.class, () -> ModelFolder.open(folder).tokenizer());
    assertEquals("it has 10000 ids, but the model only 578 embeddings", error.reason());
  }

  private UserError refused(ErrorCode code) {
    UserError error = assertThrows(UserError.class, () -> ModelFolder.open(folder));
    assertEquals(code, error.code(), error.getMessage());
    return error;
  }

  private void configure(Consumer<ObjectNode> change) {
    ObjectNode config = JsonFiles.read(folder.resolve("config.json"));
    change.accept(config);
    JsonFiles.write(folder.resolve("config.json"), config);
  }

  private void rename(UnaryOperator<String> naming, String vision) {
    Map<String, TensorContent> renamed = new HashMap<>();
    weights.forEach((name, content) -> renamed.put(naming.apply(name), content));
    renamed.put(vision, TensorContent.ofFloats(new float[1], List.of(1L)));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), renamed);
  }
}
