package io.deltatune.model.quantise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.checkpoint.TinyModel;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.export.Export;
import io.deltatune.model.export.QuantisedExport;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.golden.GoldenModel;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.SafetensorsFolder;
import io.deltatune.model.safetensors.SafetensorsWriter;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 4-bit checkpoints of bitsandbytes' layout, read and written. */
class FourBitCheckpointTest {
  private static final OpenOptions OPTIONS =
      OpenOptions.onProcessor(Precision.FP32, Residence.MAPPED);
  private static final int[] TOKENS = {2, 17, 40, 99, 5, 5, 71, 30, 8, 60, 44, 12};
  private static final String WEIGHT = "model.layers.0.mlp.up_proj.weight";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"nf4", "fp4"})
  void aCheckpointSavedByTransformersGivesTheLogitsOfWhatItsCodesStandFor(String kind) {
    Path saved = GoldenTensors.path(kind);
    EngineProcess.useThreads(1);
    try (SafetensorsFile golden = SafetensorsFile.open(saved.resolve("logits.safetensors"));
        Gemma3Model model = Gemma3Model.open(saved, OPTIONS);
        Scope step = model.newScope()) {
      ByteBuffer ids = golden.bytes("ids");
      int[] tokens = new int[ids.remaining() / Long.BYTES];
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = (int) ids.getLong();
      }
      assertTrue(model.weights().isQuantised());
      double difference =
          GoldenModel.difference(model.logits(tokens, step).floats(), golden.floats("logits"));
      assertTrue(difference <= 1e-4, "logits differ by " + difference);
    }
  }

  @ParameterizedTest
  @CsvSource({"NF4,true", "NF4,false", "FP4,true"})
  void aWrittenCheckpointIsTheModelThatIsQuantisedWhileLoading(FourBitType type, boolean doubled) {
    Path plain = folder.resolve("plain");
    TinyModel.write(plain, 3);
    FourBitQuantiser quantiser = new FourBitQuantiser(type, doubled);
    QuantisedExport.Report report =
        QuantisedExport.run(plain, folder.resolve("codes"), quantiser, ProgressReporter.SILENT);
    assertEquals(14, report.quantised());
    assertTrue(report.bytes() < report.bytesBefore());
    float[] expected = logits(plain, OPTIONS.with(quantiser));
    assertArrayEquals(expected, logits(folder.resolve("codes"), OPTIONS));
    assertArrayEquals(expected, logits(folder.resolve("codes"), OPTIONS.with(quantiser)));
    ModelFolder opened = ModelFolder.open(folder.resolve("codes"));
    assertTrue(opened.tensors().containsKey(WEIGHT + ".absmax"));
    assertEquals(64, opened.hash().length());
  }

  @Test
  void anExportOfCodesIsTheModelThatTheyStandFor() {
    Path plain = folder.resolve("plain");
    TinyModel.write(plain, 3);
    FourBitQuantiser quantiser = new FourBitQuantiser(FourBitType.NF4, true);
    QuantisedExport.run(plain, folder.resolve("codes"), quantiser, ProgressReporter.SILENT);
    Export.run(
        folder.resolve("codes"),
        Optional.empty(),
        folder.resolve("wide"),
        new Export.Settings(TensorType.FP32, 1 << 30),
        ProgressReporter.SILENT);
    float[] expected = logits(folder.resolve("codes"), OPTIONS);
    double difference = GoldenModel.difference(logits(folder.resolve("wide"), OPTIONS), expected);
    assertTrue(difference <= 1e-5, "logits differ by " + difference);
  }

  private static float[] logits(Path model, OpenOptions options) {
    try (Gemma3Model opened = Gemma3Model.open(model, options);
        Scope step = opened.newScope()) {
      return opened.logits(TOKENS, step).floats();
    }
  }

  @Test
  void codesOfAnotherKindThanAskedForAreRefused() {
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                logits(
                    GoldenTensors.path("fp4"),
                    OPTIONS.with(new FourBitQuantiser(FourBitType.NF4, true))));
    assertTrue(error.getMessage().contains("quantised already"), error.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".absmax | 3 | has a absmax of 3 elements of type U8, not 24 of U8",
        ".nested_absmax | 8 | has a nested_absmax of 2 elements of type F32, not 1 of F32",
        ".quant_map | -1 | has no quant_map",
        ".nested_quant_map | -1 | has no nested_quant_map",
        ".nested_absmax | -1 | has a absmax of 24 elements of type U8, not 24 of F32",
        " | 700 | has 700 bytes of codes for the shape [48, 32]"
      })
  void partsOfAnotherSizeAreRefusedByNameBeforeAnythingIsRead(
      String ending, int bytes, String problem) {
    String name = WEIGHT + (ending == null ? "" : ending);
    assertRefused(name, problem, bytes < 0 ? null : new byte[bytes]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | has a quant_state that is no JSON",
        "[] | has a quant_state that is no JSON",
        "{\"blocksize\": 63} | whose blocksize is 63",
        "{\"blocksize\": 64, \"nested_blocksize\": 1e9} | whose nested_blocksize is 1.0E9",
        "{\"blocksize\": 64, \"nested_blocksize\": 256, \"nested_offset\": 1e400} | whose nested_offset",
        "{\"blocksize\": 64, \"nested_blocksize\": 256, \"nested_offset\": 1, \"quant_type\": \"int4\"} | whose quant_type is \"int4\"",
        "{\"blocksize\": 64, \"nested_blocksize\": 256, \"nested_offset\": 1, \"quant_type\": \"nf4\", \"shape\": [32, 48]} | stands for the shape [32, 48], not [48, 32]"
      })
  void aStateThatMakesNoSenseIsRefusedByName(String json, String problem) {
    assertRefused(
        WEIGHT + ".quant_state.bitsandbytes__nf4", problem, json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aStateLongerThanAnyIsNotRead() {
    assertRefused(
        WEIGHT + ".quant_state.bitsandbytes__nf4", "has a quant_state of 5000", new byte[5000]);
  }

  private void assertRefused(String name, String problem, byte[] content) {
    Path plain = folder.resolve("plain");
    Path codes = folder.resolve("codes");
    TinyModel.write(plain, 3);
    QuantisedExport.run(
        plain, codes, new FourBitQuantiser(FourBitType.NF4, true), ProgressReporter.SILENT);
    Path file = codes.resolve(SafetensorsFolder.SINGLE);
    Map<String, TensorContent> tensors = new HashMap<>();
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      read.entries()
          .keySet()
          .forEach(key -> tensors.put(key, TensorContent.copyOf(SafetensorsFile.open(file), key)));
      TensorType type = read.entry(name).type();
      tensors.remove(name);
      if (content != null) {
        List<Long> shape = List.of((long) content.length / type.bytes());
        tensors.put(name, new TensorContent(type, shape, () -> ByteBuffer.wrap(content)));
      }
      SafetensorsWriter.write(file, tensors);
    }
    UserError error = assertThrows(UserError.class, () -> ModelFolder.open(codes));
    assertTrue(error.getMessage().contains(WEIGHT + " "), error.getMessage());
    assertTrue(error.getMessage().contains(problem), error.getMessage());
  }
}
