package io.deltatune.model.golden;

import static io.deltatune.model.golden.Differences.assertWithin;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.gemma3.Visibility;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Whole sequences against transformers and PEFT, in fp32: prompts of 1 token to three windows on
 * eight checkpoints; checkpoints/README.md has the origin.
 */
class CheckpointParityTest {
  private static final double ALLOWED = 1e-4;

  @Test
  void everyCheckpointOfTheFolderIsCompared() throws IOException {
    try (Stream<java.nio.file.Path> folders = Files.list(GoldenCheckpoint.root())) {
      List<String> found =
          folders
              .filter(folder -> Files.exists(folder.resolve("config.json")))
              .map(folder -> folder.getFileName().toString())
              .sorted()
              .toList();
      assertEquals(found, GoldenCheckpoint.NAMES);
      assertEquals(found.size(), new TreeSet<>(found).size());
    }
  }

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#NAMES")
  void logitsEqualThoseOfTransformersWithMappedAndWithCopiedWeights(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    Map<String, float[]> expected = golden.tensors();
    int[][] prompts = golden.prompts();
    for (Residence weights : Residence.values()) {
      try (Gemma3Model model = golden.open(weights)) {
        for (int i = 0; i < prompts.length; i++) {
          try (Scope step = model.newScope()) {
            float[] actual = model.logits(prompts[i], step).floats();
            assertWithin(
                ALLOWED, expected.get("logits." + i), actual, "logits", name + ", prompt " + i);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#NAMES")
  void sequencesBehindOneAnotherEqualTransformersRowsPaddedOnTheLeftAndOnTheRight(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    Map<String, float[]> expected = golden.tensors();
    int[] numbers = GoldenModel.integers(golden.json().get("padded_rows"));
    int[][] rows = Arrays.stream(numbers).mapToObj(i -> golden.prompts()[i]).toArray(int[][]::new);
    try (Gemma3Model model = golden.open(Residence.MAPPED);
        Scope step = model.newScope()) {
      float[] actual = logits(model, concatenated(rows), Visibility.sequences(lengths(rows)), step);
      int from = 0;
      for (int i = 0; i < rows.length; i++) {
        int to = from + rows[i].length * model.config().vocabularySize();
        float[] row = Arrays.copyOfRange(actual, from, to);
        assertWithin(
            ALLOWED, expected.get("left." + numbers[i]), row, "logits, padded left", "row " + i);
        assertWithin(
            ALLOWED, expected.get("right." + numbers[i]), row, "logits, padded right", "row " + i);
        from = to;
      }
    }
  }

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#NAMES")
  void hiddenStatesOfEveryLayerEqualThoseOfTransformers(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    Map<String, float[]> expected = golden.tensors();
    try (Gemma3Model model = golden.open(Residence.COPIED)) {
      for (int i : GoldenModel.integers(golden.json().get("hidden_rows"))) {
        int[] prompt = golden.prompts()[i];
        float[] all = expected.get("hidden." + i);
        int size = prompt.length * model.config().hiddenSize();
        try (Scope step = model.newScope()) {
          List<Tensor> layers =
              model.layerStates(prompt, Visibility.sequences(prompt.length), step);
          assertEquals(model.config().layers() + 1, layers.size());
          assertEquals(all.length, layers.size() * size);
          for (int layer = 0; layer < layers.size(); layer++) {
            float[] reference = Arrays.copyOfRange(all, layer * size, (layer + 1) * size);
            assertWithin(
                ALLOWED,
                reference,
                layers.get(layer).floats(),
                "hidden states",
                "prompt " + i + ", layer " + layer);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#ADAPTED")
  void logitsWithAnAdapterEqualThoseOfPeft(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    Map<String, float[]> expected = golden.tensors();
    for (Residence weights : Residence.values()) {
      try (Gemma3Model model = golden.open(weights)) {
        model.adapt(AdapterFolder.read(golden.adapter(), model.config()).matrices());
        for (int i : GoldenModel.integers(golden.json().get("adapter").get("rows"))) {
          try (Scope step = model.newScope()) {
            float[] actual = model.logits(golden.prompts()[i], step).floats();
            assertWithin(
                ALLOWED,
                expected.get("adapted." + i),
                actual,
                "logits with an adapter",
                weights + ", prompt " + i);
          }
        }
      }
    }
  }

  /** The logits of all rows. */
  static float[] logits(Gemma3Model model, int[] tokens, Visibility visibility, Scope step) {
    int[] rows = new int[tokens.length];
    Arrays.setAll(rows, i -> i);
    return model.headLogits(model.states(tokens, visibility, rows, step), step).floats();
  }

  static int[] concatenated(int[]... rows) {
    return Arrays.stream(rows).flatMapToInt(Arrays::stream).toArray();
  }

  static int[] lengths(int[][] rows) {
    return Arrays.stream(rows).mapToInt(row -> row.length).toArray();
  }
}
