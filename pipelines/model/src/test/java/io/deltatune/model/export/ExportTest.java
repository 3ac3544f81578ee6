package io.deltatune.model.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.checkpoint.TinyModel;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.file.JsonFiles;
import io.deltatune.model.gemma3.Adapter;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.golden.GoldenModel;
import io.deltatune.model.safetensors.BFloat16;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.SafetensorsFolder;
import io.deltatune.model.safetensors.SafetensorsWriter;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
  private static final Export.Settings WIDE =
      new Export.Settings(TensorType.FP32, Export.Settings.USUAL.largestFile());
  private static final int[] TOKENS = {2, 17, 30, 99, 150, 3, 8, 42, 11, 60, 61, 62};

  private final GoldenModel golden = GoldenModel.of("newer");
  @TempDir Path folder;

  @Test
  void anExportInTheSameTypeHasTheSameHashAndTheTokenizersFiles() throws IOException {
    Path model = folder.resolve("model");
    TinyModel.write(model, 1);
    Files.writeString(model.resolve("chat_template.jinja"), "{{ bos_token }}");
    Path out = folder.resolve("out");
    Export.Report report = run(model, out, Export.Settings.USUAL);
    assertEquals(List.of(out.resolve("model.safetensors")), report.files());
    assertEquals(0, report.merged());
    assertEquals(ModelFolder.open(model).hash(), ModelFolder.open(out).hash());
    for (String name : List.of("tokenizer.json", "chat_template.jinja", "generation_config.json")) {
      assertArrayEquals(
          Files.readAllBytes(model.resolve(name)), Files.readAllBytes(out.resolve(name)), name);
    }
  }

  @Test
  void aMergedAdapterIsRoundedOnce() {
    Path adapter = golden.folder().resolve("adapter");
    Export.Report report =
        Export.run(golden.folder(), Optional.of(adapter), folder, WIDE, ProgressReporter.SILENT);
    assertEquals(49, report.merged(), "seven projections in seven layers");
    assertEquals(4 * ModelFolder.open(folder).config().parameters(), report.bytes());
    Path rounded = folder.resolve("rounded");
    Export.run(
        golden.folder(),
        Optional.of(adapter),
        rounded,
        Export.Settings.USUAL,
        ProgressReporter.SILENT);
    assertArrayEquals(
        logits(golden.folder(), Optional.of(adapter)), logits(folder, Optional.empty()), 1e-4f);
    Map<String, float[]> wide = tensors(folder);
    tensors(rounded)
        .forEach(
            (name, values) -> {
              float[] exact = wide.get(name);
              for (int i = 0; i < values.length; i++) {
                assertEquals(BFloat16.toFloat(BFloat16.ofFloat(exact[i])), values[i], name);
              }
            });
  }

  @Test
  void aLargeModelIsShardedAndALaterExportLeavesNoneOfItsShards() throws IOException {
    Path model = folder.resolve("model");
    TinyModel.write(model, 1);
    Path out = folder.resolve("out");
    Export.Report report = run(model, out, new Export.Settings(TensorType.BF16, 20_000));
    assertTrue(report.files().size() > 1);
    assertTrue(
        Files.exists(out.resolve("model-00001-of-0000" + report.files().size() + ".safetensors")));
    ObjectNode index = JsonFiles.read(out.resolve("model.safetensors.index.json"));
    assertEquals(report.bytes(), index.path("metadata").path("total_size").longValue());
    assertEquals(report.tensors(), index.path("weight_map").size());
    for (Path file : report.files()) {
      try (SafetensorsFile shard = SafetensorsFile.open(file)) {
        assertEquals(Map.of("format", "pt"), shard.metadata());
        assertTrue(shard.entries().size() == 1 || Files.size(file) < 22_000, file.toString());
      }
    }
    assertEquals(ModelFolder.open(model).hash(), ModelFolder.open(out).hash());
    run(model, out, Export.Settings.USUAL);
    assertEquals(ModelFolder.open(model).hash(), ModelFolder.open(out).hash());
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(
          List.of("config.json", "generation_config.json", "model.safetensors", "tokenizer.json"),
          files.map(path -> path.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void theTextModelOfAMultimodalFolderIsWrittenWithItsTokenIds() throws IOException {
    Path model = folder.resolve("model");
    Path out = folder.resolve("out");
    TinyModel.write(model, 1);
    final String hash = ModelFolder.open(model).hash();
    Map<String, TensorContent> renamed = new HashMap<>();
    TinyModel.weights(1).forEach((name, data) -> renamed.put("language_model." + name, data));
    renamed.put("vision_tower.x", TensorContent.ofFloats(new float[3], List.of(3L)));
    SafetensorsWriter.write(model.resolve("model.safetensors"), renamed);
    ObjectNode config = JsonFiles.object();
    config.put("model_type", "gemma3").set("text_config", TinyModel.CONFIG.toJson("bfloat16"));
    ((ObjectNode) config.get("text_config")).remove("eos_token_id");
    config.putArray("eos_token_id").add(1).add(106);
    JsonFiles.write(model.resolve("config.json"), config);
    assertEquals(
        List.of("1 tensors of the vision part"), run(model, out, Export.Settings.USUAL).ignored());
    ObjectNode written = JsonFiles.read(out.resolve("config.json"));
    assertEquals("gemma3_text", written.path("model_type").textValue());
    assertEquals(2, written.path("eos_token_id").size());
    written.put("eos_token_id", 1);
    JsonFiles.write(out.resolve("config.json"), written);
    assertEquals(hash, ModelFolder.open(out).hash());
  }

  @Test
  void fp16IsWidenedExactly() throws IOException {
    Path model = folder.resolve("model");
    TinyModel.write(model, 1);
    Map<String, TensorContent> half = new HashMap<>(TinyModel.weights(1));
    short[] bits = {0, (short) 0x8000, 1, 0x3FF, 0x400, 0x3C00, (short) 0xC000, 0x7BFF};
    half.put(
        "model.layers.0.self_attn.q_norm.weight",
        new TensorContent(
            TensorType.FP16,
            List.of(8L),
            () -> {
              ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
              data.asShortBuffer().put(bits);
              return data;
            }));
    SafetensorsWriter.write(model.resolve("model.safetensors"), half);
    run(model, folder.resolve("out"), WIDE);
    assertArrayEquals(
        new float[] {0, -0f, 0x1p-24f, 0x3FFp-24f, 0x1p-14f, 1, -2, 65504},
        tensors(folder.resolve("out")).get("model.layers.0.self_attn.q_norm.weight"));
  }

  @Test
  void anAdapterOfAnotherModelLeavesTheFolderAsItWas() throws IOException {
    Path model = folder.resolve("model");
    Path out = folder.resolve("out");
    TinyModel.write(model, 1);
    Optional<Path> foreign = Optional.of(golden.folder().resolve("adapter"));
    UserError error =
        assertThrows(
            UserError.class, () -> Export.run(model, foreign, out, WIDE, ProgressReporter.SILENT));
    assertEquals(ErrorCode.UNSUPPORTED_MODEL, error.code());
    assertFalse(Files.exists(out));
  }

  @Test
  void anExportThatFailsLeavesTheFormerOneWhole() throws IOException {
    Path model = folder.resolve("model");
    Path out = folder.resolve("out");
    TinyModel.write(model, 1);
    run(model, out, Export.Settings.USUAL);
    final String hash = ModelFolder.open(out).hash();
    Map<String, TensorContent> broken = new HashMap<>(TinyModel.weights(2));
    broken.put(
        "model.norm.weight",
        new TensorContent(TensorType.BF16, List.of(32L), () -> ByteBuffer.allocate(1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> ModelFolder.write(out, TinyModel.CONFIG, "bfloat16", broken, model));
    assertEquals(hash, ModelFolder.open(out).hash());
    try (Stream<Path> files = Files.list(out)) {
      assertTrue(files.noneMatch(path -> path.toString().endsWith(".tmp")));
    }
  }

  @Test
  void theFolderThatIsReadIsNotWritten() {
    TinyModel.write(folder, 1);
    UserError error =
        assertThrows(
            UserError.class, () -> run(folder, folder.resolve("."), Export.Settings.USUAL));
    assertEquals(ErrorCode.CONFIG, error.code());
  }

  private static Export.Report run(Path model, Path out, Export.Settings settings) {
    return Export.run(model, Optional.empty(), out, settings, ProgressReporter.SILENT);
  }

  private static Map<String, float[]> tensors(Path model) {
    Map<String, float[]> tensors = new HashMap<>();
    try (SafetensorsFolder files = SafetensorsFolder.open(model)) {
      files.entries().keySet().forEach(key -> tensors.put(key, files.file(key).floats(key)));
    }
    return tensors;
  }

  private static float[] logits(Path model, Optional<Path> adapter) {
    try (Gemma3Model opened = Gemma3Model.open(model, Precision.FP32, false);
        Scope scope = opened.newScope()) {
      adapter.ifPresent(
          path -> {
            Map<Adapter.Place, Adapter.LowRank> matrices =
                AdapterFolder.read(path, opened.config()).matrices();
            opened.adapt(matrices);
          });
      return opened.logits(TOKENS, scope).floats();
    }
  }
}
