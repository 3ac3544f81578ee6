package io.deltatune.model.golden;

import static io.deltatune.model.golden.CheckpointParityTest.concatenated;
import static io.deltatune.model.golden.Differences.assertWithin;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.KeyValueCache;
import io.deltatune.model.gemma3.Residence;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Greedy continuations against those of transformers: prompts shorter than the window, as long, and
 * longer, continued until the sliding layers' rings have gone round; alone, all in one batch, and
 * with fewer slots than prompts.
 */
class GreedyCheckpointTest {
  private static final int GENERATED = 32;

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#NAMES")
  void tokensOfEachPromptAloneEqualThoseOfTransformers(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    try (Gemma3Model model = golden.open(Residence.COPIED)) {
      for (int i : new int[] {0, 3, 5}) { // the others: below, among others
        int[][] one = {golden.prompts()[i]};
        int[][] actual = new ContinuousGreedy(model, 1, one, new int[] {GENERATED}).run();
        assertArrayEquals(golden.greedy()[i], actual[0], "prompt " + i);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#NAMES")
  void tokensOfMixedLengthsInOneBatchEqualThoseOfTransformers(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    int[] limits = new int[golden.prompts().length];
    Arrays.fill(limits, GENERATED);
    try (Gemma3Model model = golden.open(Residence.MAPPED)) {
      assertGreedy(golden.greedy(), limits, model, golden.prompts(), limits.length);
    }
  }

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#NAMES")
  void tokensEqualThoseOfTransformersWithFewerSlotsThanPrompts(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    int[] limits = {5, 32, 17, 1, 32, 26}; // places fall free at different times
    int[] order = {5, 3, 1, 4, 0, 2};
    int[][] prompts = Arrays.stream(order).mapToObj(i -> golden.prompts()[i]).toArray(int[][]::new);
    int[][] greedy = Arrays.stream(order).mapToObj(i -> golden.greedy()[i]).toArray(int[][]::new);
    try (Gemma3Model model = golden.open(Residence.COPIED)) {
      assertGreedy(greedy, limits, model, prompts, 3);
    }
  }

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#ADAPTED")
  void tokensWithAnAdapterEqualThoseOfPeft(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    var adapted = golden.json().get("adapter");
    int[][] greedy = GoldenCheckpoint.rows(adapted.get("greedy"));
    int[][] prompts = GoldenCheckpoint.rows(adapted.get("prompts"));
    int[] limits = {GENERATED, GENERATED};
    try (Gemma3Model model = golden.open(Residence.MAPPED)) {
      model.adapt(AdapterFolder.read(golden.adapter(), model.config()).matrices());
      assertGreedy(greedy, limits, model, prompts, 1);
      assertGreedy(greedy, limits, model, prompts, 2);
    }
  }

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#NAMES")
  void logitsAfterEachTokenThroughTheCacheEqualThoseOfTheWholeSequence(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    int[][] prompts = golden.prompts();
    try (Gemma3Model model = golden.open(Residence.COPIED)) {
      int[] slots = new int[prompts.length];
      Arrays.setAll(slots, slot -> slot);
      int vocabulary = model.config().vocabularySize();
      float[][] whole = new float[prompts.length][];
      for (int i = 0; i < prompts.length; i++) {
        try (Scope step = model.newScope()) {
          whole[i] = model.logits(concatenated(prompts[i], golden.greedy()[i]), step).floats();
        }
      }
      int capacity = prompts[prompts.length - 1].length + GENERATED;
      try (KeyValueCache cache = model.newCache(prompts.length, capacity);
          Scope first = model.newScope()) {
        float[] actual =
            model.headLogits(model.prefill(cache, slots, prompts, first), first).floats();
        for (int t = 0; t <= GENERATED; t++) {
          for (int i = 0; i < prompts.length; i++) {
            int from = (prompts[i].length - 1 + t) * vocabulary;
            assertWithin(
                1e-4,
                Arrays.copyOfRange(whole[i], from, from + vocabulary),
                Arrays.copyOfRange(actual, i * vocabulary, (i + 1) * vocabulary),
                "logits through the cache",
                name + ", prompt " + i + ", token " + t);
            assertEquals(prompts[i].length + t, cache.length(i));
          }
          if (t < GENERATED) {
            actual = next(model, cache, column(golden.greedy(), t));
          }
        }
      }
    }
  }

  private static float[] next(Gemma3Model model, KeyValueCache cache, int[] tokens) {
    try (Scope step = model.newScope()) {
      return model.headLogits(model.decode(cache, tokens, step), step).floats();
    }
  }

  private static int[] column(int[][] rows, int column) {
    return Arrays.stream(rows).mapToInt(row -> row[column]).toArray();
  }

  private static void assertGreedy(
      int[][] expected, int[] limits, Gemma3Model model, int[][] prompts, int slots) {
    int[][] actual = new ContinuousGreedy(model, slots, prompts, limits).run();
    for (int i = 0; i < prompts.length; i++) {
      assertArrayEquals(
          Arrays.copyOf(expected[i], limits[i]), actual[i], slots + " slots, prompt " + i);
    }
  }
}
