package io.deltatune.model.golden;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.KeyValueCache;
import java.util.Arrays;

/**
 * The plainest continuous batching over the model's own calls: a finished prompt's slot is taken by
 * the next prompt, or by the last slot in use where none is left.
 */
final class ContinuousGreedy {
  private final Gemma3Model model;
  private final int slots;
  private final int[][] prompts;
  private final int[][] generated;
  private final int[] lengths;

  /** The prompt in each slot, and its newest token. */
  private final int[] owners;

  private final int[] newest;
  private int active;
  private int nextPrompt;

  /**
   * @param limits tokens wanted after each prompt
   */
  ContinuousGreedy(Gemma3Model model, int slots, int[][] prompts, int[] limits) {
    this.model = model;
    this.slots = slots;
    this.prompts = prompts;
    this.generated = new int[prompts.length][];
    Arrays.setAll(generated, i -> new int[limits[i]]);
    this.lengths = new int[prompts.length];
    this.owners = new int[slots];
    this.newest = new int[slots];
  }

  /** The tokens after each prompt. */
  int[][] run() {
    int capacity = 0;
    for (int i = 0; i < prompts.length; i++) {
      capacity = Math.max(capacity, prompts[i].length + generated[i].length - 1);
    }
    try (KeyValueCache cache = model.newCache(slots, capacity)) {
      fill(cache);
      while (active > 0) {
        try (Scope step = model.newScope()) {
          int[] tokens = Arrays.copyOf(newest, active);
          keep(model.mostProbable(model.decode(cache, tokens, step), false, step).tokens(), 0);
        }
        release(cache);
        fill(cache);
      }
    }
    return generated;
  }

  /** Reads prompts into the free slots, which are those behind the active ones. */
  private void fill(KeyValueCache cache) {
    while (active < slots && nextPrompt < prompts.length) {
      int from = active;
      int count = Math.min(slots - active, prompts.length - nextPrompt);
      int[] taken = new int[count];
      int[][] texts = new int[count][];
      for (int i = 0; i < count; i++) {
        taken[i] = active++;
        owners[taken[i]] = nextPrompt;
        texts[i] = prompts[nextPrompt++];
      }
      try (Scope step = model.newScope()) {
        keep(
            model.mostProbable(model.prefill(cache, taken, texts, step), false, step).tokens(),
            from);
      }
      release(cache);
    }
  }

  private void keep(int[] tokens, int from) {
    for (int i = 0; i < tokens.length; i++) {
      int owner = owners[from + i];
      newest[from + i] = tokens[i];
      generated[owner][lengths[owner]++] = tokens[i];
    }
  }

  private void release(KeyValueCache cache) {
    for (int slot = active - 1; slot >= 0; slot--) {
      if (lengths[owners[slot]] == generated[owners[slot]].length) {
        active--;
        if (slot < active) {
          cache.move(active, slot);
          owners[slot] = owners[active];
          newest[slot] = newest[active];
        }
      }
    }
  }
}
