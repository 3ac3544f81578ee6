package io.deltatune.model.adapter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.JsonFiles;
import io.deltatune.model.gemma3.Adapter;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.SafetensorsWriter;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorType;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The golden adapter is PEFT's own, see golden/README.md. */
class AdapterFolderTest {
  private static final String Q0 = "model.layers.0.self_attn.q_proj";
  private static final String KEY_OF_Q0 = "base_model.model." + Q0 + ".lora_A.weight";

  @TempDir Path folder;
  private Path golden;
  private Gemma3Config base;

  @BeforeEach
  void openBase() throws URISyntaxException {
    Path model =
        Path.of(AdapterFolderTest.class.getResource("/io/deltatune/model/golden/newer").toURI());
    golden = model.resolve("adapter");
    base = Gemma3Config.read(model);
  }

  @Test
  void theAdapterOfTheReferenceIsReadWhole() {
    LoraAdapter adapter = AdapterFolder.read(golden, base);
    assertEquals(4, adapter.config().rank());
    assertEquals(2.0, adapter.config().scale());
    assertEquals(49, adapter.matrices().size(), "7 layers of 7 projections");
    Adapter.LowRank q = adapter.matrices().get(new Adapter.Place(0, Projection.QUERY));
    assertEquals(2.0, q.scaling());
    try (SafetensorsFile file = SafetensorsFile.open(golden.resolve("adapter_model.safetensors"))) {
      assertArrayEquals(file.floats(KEY_OF_Q0), q.down());
    }
  }

  @Test
  void theWrittenTensorsAreTheReferencesBytes() throws IOException {
    AdapterFolder.write(folder, AdapterFolder.read(golden, base));
    assertArrayEquals(
        Files.readAllBytes(golden.resolve("adapter_model.safetensors")),
        Files.readAllBytes(folder.resolve("adapter_model.safetensors")));
  }

  @Test
  void theWrittenConfigurationReadsBackAndAgreesWithTheReference() {
    LoraAdapter adapter = AdapterFolder.read(golden, base);
    AdapterFolder.write(folder, adapter);
    assertEquals(adapter.config(), AdapterFolder.read(folder, base).config());
    ObjectNode reference = JsonFiles.read(golden.resolve("adapter_config.json"));
    JsonFiles.read(folder.resolve("adapter_config.json"))
        .fields()
        .forEachRemaining(
            field -> assertEquals(reference.get(field.getKey()), field.getValue(), field::getKey));
  }

  @Test
  void theConfigurationIsWrittenInThePythonStyle() throws IOException {
    AdapterFolder.write(
        folder,
        new LoraAdapter(new AdapterConfig(2, 4, false, 0, List.of("q_proj"), ""), Map.of()));
    String text = Files.readString(folder.resolve("adapter_config.json"));
    assertTrue(text.startsWith("{\n  \"alpha_pattern\": {},\n  \"base_model_name"), text);
    String end =
        """
          "target_modules": [
            "q_proj"
          ],
          "task_type": "CAUSAL_LM",
          "use_dora": false,
          "use_rslora": false
        }
        """;
    assertTrue(text.endsWith(end), text);
  }

  @Test
  void rankStabilisedScalesDivideByTheRoot() {
    assertEquals(2.0, new AdapterConfig(4, 4, true, 0, List.of("q_proj"), "").scale());
  }

  @Test
  void anAdapterOfTheMultimodalClassWithARegularExpressionAsTargetsIsReadWhole() {
    Path checkpoints = golden.resolve("../../checkpoints");
    Gemma3Config config = Gemma3Config.read(checkpoints.resolve("newer-multimodal"));
    LoraAdapter adapter =
        AdapterFolder.read(checkpoints.resolve("newer-multimodal-adapter"), config);
    assertEquals(35, adapter.matrices().size(), "5 layers of 7 projections");
    assertEquals(
        Arrays.stream(Projection.values()).map(Projection::label).sorted().toList(),
        adapter.config().targets());
    AdapterFolder.write(folder, adapter);
    assertEquals(adapter.config(), AdapterFolder.read(folder, config).config());
  }

  @Test
  void aRegularExpressionThatLeavesLayersOutNamesTheModules() {
    change(tensors -> tensors.keySet().removeIf(key -> key.contains(Q0)));
    configured(config -> config.put("target_modules", ".*"));
    LoraAdapter adapter = AdapterFolder.read(folder, base);
    assertEquals(48, adapter.matrices().size());
    List<String> targets = adapter.config().targets();
    assertTrue(targets.contains("model.layers.1.self_attn.q_proj"), targets::toString);
    assertEquals(6 + 6, targets.size(), "six projections, six layers of the seventh");
    AdapterFolder.write(folder, adapter);
    assertEquals(48, AdapterFolder.read(folder, base).matrices().size());
  }

  @Test
  void matricesOfTheVisionPartAreNotUsed() {
    String vision = "base_model.model.model.vision_tower.encoder.layers.0.self_attn.q_proj";
    change(
        tensors -> {
          tensors.put(vision + ".lora_A.weight", tensors.get(KEY_OF_Q0));
          tensors.put(vision + ".lora_B.weight", tensors.get(KEY_OF_Q0));
        });
    assertEquals(49, AdapterFolder.read(folder, base).matrices().size());
  }

  @Test
  void anAdapterWithoutMatricesOfTheTextModelIsRefused() {
    change(tensors -> tensors.keySet().removeIf(key -> !key.equals("none")));
    configured(config -> config.put("target_modules", ".*"));
    refused("it holds no matrices of the text model");
  }

  @Test
  void aTensorThatBelongsNowhereIsRefused() {
    change(
        tensors -> tensors.put(KEY_OF_Q0.replace("layers.0", "layers.9"), tensors.get(KEY_OF_Q0)));
    refused(
        "the base model has no projection model.layers.9.self_attn.q_proj for "
            + "base_model.model.model.layers.9.self_attn.q_proj.lora_A.weight");
  }

  @Test
  void anotherPrefixIsRefused() {
    change(tensors -> tensors.put(KEY_OF_Q0.substring(11), tensors.remove(KEY_OF_Q0)));
    refused("the tensor model.model.layers.0.self_attn.q_proj.lora_A.weight is no matrix");
  }

  @Test
  void aMissingProjectionIsRefused() {
    change(tensors -> tensors.keySet().removeIf(key -> key.contains(Q0)));
    refused("there are no matrices for " + Q0);
  }

  @Test
  void halfAPairIsRefused() {
    change(tensors -> tensors.remove(KEY_OF_Q0.replace("lora_A", "lora_B")));
    refused(KEY_OF_Q0 + " is there without");
  }

  @Test
  void matricesInFp16AreRead() {
    short one = 0x3C00;
    change(
        tensors ->
            tensors.put(
                KEY_OF_Q0,
                new TensorContent(
                    TensorType.FP16,
                    List.of(4L, 20L),
                    () -> {
                      ByteBuffer halves = ByteBuffer.allocate(160).order(ByteOrder.LITTLE_ENDIAN);
                      while (halves.hasRemaining()) {
                        halves.putShort(one);
                      }
                      return halves.flip();
                    })));
    Adapter.LowRank q =
        AdapterFolder.read(folder, base).matrices().get(new Adapter.Place(0, Projection.QUERY));
    for (float value : q.down()) {
      assertEquals(1f, value);
    }
  }

  @Test
  void aShapeThatDoesNotFitIsRefused() {
    change(
        tensors -> tensors.put(KEY_OF_Q0, TensorContent.ofFloats(new float[8], List.of(4L, 2L))));
    refused(KEY_OF_Q0 + " is of shape [4, 2], not [4, 20]");
  }

  @Test
  void initialisationsThatChangeTheBaseAreRefused() {
    configure(config -> config.put("init_lora_weights", "pissa_niter_4"));
    refused("init_lora_weights is 'pissa_niter_4', which changes the base's weights");
  }

  @Test
  void otherKindsOfAdapterAreRefused() {
    configure(config -> config.put("peft_type", "IA3"));
    refused("peft_type is 'IA3'");
    configure(config -> config.putObject("alpha_pattern").put("(a+)+", 2));
    refused("alpha_pattern has the expression '(a+)+', not a name");
    configure(config -> config.putArray("layers_pattern").add("blocks"));
    refused("layers_pattern is [\"blocks\"]");
  }

  @Test
  void whatTheConfigurationSaysOfTheMatricesMustHold() {
    configure(config -> config.put("use_dora", true));
    refused(".lora_A.weight is there without");
    configure(config -> config.putObject("rank_pattern").put("self_attn.q_proj", 2));
    refused(KEY_OF_Q0 + " is of shape [4, 20], not [2, 20]");
    configure(config -> config.putArray("layers_to_transform").add(1));
    refused(" is not in the layers [1]");
  }

  @Test
  void patternsGiveTheirModulesAnotherScaleTheFirstThatFitsCounting() {
    configure(
        config ->
            config
                .putObject("alpha_pattern")
                .put("model.language_model.layers.0.self_attn.q_proj", 2)
                .put("q_proj", 12.5));
    LoraAdapter adapter = AdapterFolder.read(folder, base);
    assertEquals(0.5, scaling(adapter, 0, Projection.QUERY));
    assertEquals(12.5 / 4, scaling(adapter, 1, Projection.QUERY));
    assertEquals(2, scaling(adapter, 1, Projection.KEY));
    AdapterFolder.write(folder.resolve("again"), adapter);
    LoraAdapter again = AdapterFolder.read(folder.resolve("again"), base);
    assertEquals(7, again.config().shape().alphas().size(), "each module by its name");
    assertEquals(0.5, scaling(again, 0, Projection.QUERY));
    assertEquals(12.5 / 4, scaling(again, 1, Projection.QUERY));
  }

  private static double scaling(LoraAdapter adapter, int layer, Projection projection) {
    return adapter.matrices().get(new Adapter.Place(layer, projection)).scaling();
  }

  @Test
  void anAdapterWithMagnitudesPatternsAndChosenLayersIsWrittenAsPeftWroteIt() throws IOException {
    for (String name : List.of("dora", "patterns")) {
      Path peft = golden.resolve("../../../train/adapters/" + name + "/adapter");
      AdapterFolder.write(folder, AdapterFolder.read(peft, base));
      assertArrayEquals(
          Files.readAllBytes(peft.resolve("adapter_model.safetensors")),
          Files.readAllBytes(folder.resolve("adapter_model.safetensors")),
          name);
      ObjectNode expected = JsonFiles.read(peft.resolve("adapter_config.json"));
      ObjectNode written = JsonFiles.read(folder.resolve("adapter_config.json"));
      for (String key : List.of("use_dora", "layers_to_transform", "target_modules", "r")) {
        assertEquals(expected.get(key), written.get(key), key);
      }
    }
  }

  @Test
  void notesAreReadBackAndChangeNothingElse() {
    LoraAdapter adapter = AdapterFolder.read(golden, base);
    AdapterFolder.write(folder, adapter, Map.of(AdapterFolder.BASE_HASH, "abc"));
    assertEquals(Optional.of("abc"), AdapterFolder.note(folder, AdapterFolder.BASE_HASH));
    assertEquals(Optional.empty(), AdapterFolder.note(golden, AdapterFolder.BASE_HASH));
    assertEquals(49, AdapterFolder.read(folder, base).matrices().size());
  }

  @Test
  void anAbsentFolderIsNamed() {
    Path absent = folder.resolve("absent");
    UserError error = assertThrows(UserError.class, () -> AdapterFolder.read(absent, base));
    assertEquals(absent.resolve("adapter_config.json") + " is not there", error.problem());
  }

  @Test
  void theHashCountsBaseAndValuesButNotThePlace() {
    String hash = AdapterFolder.hash(golden, "base");
    assertNotEquals(hash, AdapterFolder.hash(golden, "other"));
    configure(config -> config.put("base_model_name_or_path", "/elsewhere"));
    assertEquals(hash, AdapterFolder.hash(folder, "base"));
    configure(config -> config.put("lora_alpha", 16));
    assertNotEquals(hash, AdapterFolder.hash(folder, "base"));
  }

  private void configure(Consumer<ObjectNode> change) {
    change(tensors -> {});
    configured(change);
  }

  private void configured(Consumer<ObjectNode> change) {
    ObjectNode config = JsonFiles.read(golden.resolve("adapter_config.json"));
    change.accept(config);
    JsonFiles.write(folder.resolve("adapter_config.json"), config);
  }

  private void change(Consumer<Map<String, TensorContent>> change) {
    try (SafetensorsFile file = SafetensorsFile.open(golden.resolve("adapter_model.safetensors"))) {
      Map<String, TensorContent> tensors = new HashMap<>();
      file.entries().keySet().forEach(n -> tensors.put(n, TensorContent.copyOf(file, n)));
      change.accept(tensors);
      SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), tensors);
    }
    JsonFiles.write(
        folder.resolve("adapter_config.json"),
        JsonFiles.read(golden.resolve("adapter_config.json")));
  }

  private void refused(String cause) {
    UserError error = assertThrows(UserError.class, () -> AdapterFolder.read(folder, base));
    assertEquals(ErrorCode.UNSUPPORTED_MODEL, error.code());
    assertTrue(error.reason().contains(cause), error.reason());
  }
}
