package io.deltatune.model.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.KeyValueCache;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Greedy continuations against those of a golden file. */
public final class GreedyParity {
  private static final int GENERATED = 20;

  private GreedyParity() {}

  /** Continues the prompts, all in one batch and each alone. */
  public static void assertGreedy(Gemma3Model model, JsonNode cases) {
    List<int[]> prompts = new ArrayList<>();
    cases.forEach(each -> prompts.add(GoldenModel.integers(each.get("prompt"))));
    int[][] actual = greedy(model, prompts.toArray(int[][]::new));
    for (int row = 0; row < actual.length; row++) {
      assertArrayEquals(
          GoldenModel.integers(cases.get(row).get("tokens")), actual[row], "prompt " + row);
      assertArrayEquals(
          actual[row], greedy(model, new int[][] {prompts.get(row)})[0], "alone, prompt " + row);
    }
  }

  private static int[][] greedy(Gemma3Model model, int[][] prompts) {
    int[][] generated = new int[prompts.length][GENERATED];
    try (Scope scope = model.newScope()) {
      try (KeyValueCache cache = model.newCache(prompts.length, 14 + GENERATED)) {
        int[] slots = IntStream.range(0, prompts.length).toArray();
        int[] next = best(model, model.prefill(cache, slots, prompts, scope), scope);
        for (int i = 0; i < GENERATED; i++) {
          for (int row = 0; row < next.length; row++) {
            generated[row][i] = next[row];
          }
          next = best(model, model.decode(cache, next, scope), scope);
        }
      }
    }
    return generated;
  }

  private static int[] best(Gemma3Model model, Tensor states, Scope scope) {
    return model.mostProbable(states, false, scope).tokens();
  }
}
