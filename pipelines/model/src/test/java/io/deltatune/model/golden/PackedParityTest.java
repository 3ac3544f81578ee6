package io.deltatune.model.golden;

import static io.deltatune.model.golden.CheckpointParityTest.concatenated;
import static io.deltatune.model.golden.Differences.assertWithin;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.gemma3.Visibility;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Sequences that go through the model together, packed or branching from a shared beginning, equal
 * the same sequences each by itself. The tokens are those of the golden files, so lengths lie
 * below, at and beyond the window.
 */
class PackedParityTest {
  private static final double ALLOWED = 1e-4;

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#NAMES")
  void packedSequencesEqualThoseOfTransformersInAnyOrder(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    Map<String, float[]> expected = golden.tensors();
    int[][] prompts = golden.prompts();
    try (Gemma3Model model = golden.open(Residence.COPIED)) {
      for (int[] order : new int[][] {{0, 1, 2, 3, 4, 5}, {5, 0, 4, 4, 1, 3, 2, 0}}) {
        int[][] rows = Arrays.stream(order).mapToObj(i -> prompts[i]).toArray(int[][]::new);
        Visibility visibility = Visibility.sequences(CheckpointParityTest.lengths(rows));
        float[] actual;
        try (Scope step = model.newScope()) {
          actual = CheckpointParityTest.logits(model, concatenated(rows), visibility, step);
        }
        int from = 0;
        for (int i : order) {
          float[] reference = expected.get("logits." + i);
          float[] row = Arrays.copyOfRange(actual, from, from + reference.length);
          assertWithin(ALLOWED, reference, row, "logits, packed", name + ", prompt " + i);
          from += reference.length;
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#NAMES")
  void branchesOfASharedBeginningEqualWholeSequencesInEveryLayer(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    try (Gemma3Model model = golden.open(Residence.MAPPED)) {
      Visibility.Builder builder = Visibility.builder();
      List<int[]> parts = new ArrayList<>();
      List<int[]> wholes = new ArrayList<>();
      List<int[]> places = new ArrayList<>();
      for (JsonNode group : golden.json().get("groups")) {
        add(builder, group, parts, wholes, places);
      }
      int[] tokens = concatenated(parts.toArray(int[][]::new));
      try (Scope step = model.newScope()) {
        List<float[]> together = floats(model.layerStates(tokens, builder.build(), step));
        for (int i = 0; i < wholes.size(); i++) {
          int[] whole = wholes.get(i);
          List<float[]> alone =
              floats(model.layerStates(whole, Visibility.sequences(whole.length), step));
          assertLayers(model, alone, together, places.get(i), name + ", sequence " + i);
        }
      }
    }
  }

  /** A context, its continuations directly behind it; the place of every token of each whole. */
  private static void add(
      Visibility.Builder builder,
      JsonNode group,
      List<int[]> parts,
      List<int[]> wholes,
      List<int[]> places) {
    int[] context = GoldenModel.integers(group.get("context"));
    int start = parts.stream().mapToInt(part -> part.length).sum();
    int parent = builder.sequence(context.length);
    parts.add(context);
    wholes.add(context);
    places.add(range(start, context.length));
    int next = start + context.length;
    for (JsonNode choice : group.get("choices")) {
      int[] continuation = GoldenModel.integers(choice.get("continuation"));
      builder.branch(parent, continuation.length);
      parts.add(continuation);
      wholes.add(concatenated(context, continuation));
      places.add(concatenated(range(start, context.length), range(next, continuation.length)));
      next += continuation.length;
    }
  }

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#NAMES")
  void aPromptCutAnywhereIntoABeginningAndABranchHasTheLogitsOfTransformers(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    int[] prompt = golden.prompts()[5];
    float[] expected = golden.tensors().get("logits.5");
    int window = golden.window();
    try (Gemma3Model model = golden.open(Residence.COPIED)) {
      for (int cut : new int[] {1, window - 1, window, window + 1, 2 * window, prompt.length - 1}) {
        Visibility.Builder builder = Visibility.builder();
        int before = builder.sequence(prompt.length);
        builder.branch(before, 3);
        int parent = builder.sequence(cut);
        builder.branch(parent, 2);
        builder.branch(parent, prompt.length - cut);
        int[] noise = new Random(cut).ints(5, 3, golden.vocabulary()).toArray();
        int[] tokens =
            concatenated(
                prompt,
                Arrays.copyOf(noise, 3),
                Arrays.copyOf(prompt, cut),
                Arrays.copyOfRange(noise, 3, 5),
                Arrays.copyOfRange(prompt, cut, prompt.length));
        int[] rows =
            concatenated(
                range(prompt.length + 3, cut),
                range(prompt.length + 3 + cut + 2, prompt.length - cut));
        try (Scope step = model.newScope()) {
          float[] actual =
              model.headLogits(model.states(tokens, builder.build(), rows, step), step).floats();
          assertWithin(ALLOWED, expected, actual, "logits, branching", name + ", cut at " + cut);
        }
      }
    }
  }

  private static void assertLayers(
      Gemma3Model model, List<float[]> alone, List<float[]> together, int[] places, String where) {
    int hidden = model.config().hiddenSize();
    for (int layer = 0; layer < alone.size(); layer++) {
      float[] actual = new float[places.length * hidden];
      for (int i = 0; i < places.length; i++) {
        System.arraycopy(together.get(layer), places[i] * hidden, actual, i * hidden, hidden);
      }
      assertWithin(
          ALLOWED, alone.get(layer), actual, "hidden states, branching", where + ", " + layer);
    }
  }

  private static List<float[]> floats(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::floats).toList();
  }

  private static int[] range(int from, int length) {
    int[] places = new int[length];
    Arrays.setAll(places, i -> from + i);
    return places;
  }
}
