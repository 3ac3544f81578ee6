package io.deltatune.model.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.gemma3.Gemma3Model;
import java.util.ArrayList;
import java.util.List;

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
      Gemma3Model.Prefilled prefilled = model.prefill(prompts, 14 + GENERATED, scope);
      try (var cache = prefilled.cache()) {
        int[] next = model.mostProbable(prefilled.logits(), scope);
        for (int i = 0; i < GENERATED; i++) {
          for (int row = 0; row < next.length; row++) {
            generated[row][i] = next[row];
          }
          next = model.mostProbable(model.decode(next, cache, scope), scope);
        }
      }
    }
    return generated;
  }
}
