package io.deltatune.bench;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.KeyValueCache;
import io.deltatune.model.gemma3.OpenOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/** Greedy answers by the model's own calls, all prompts at a time. */
public final class Generator implements AutoCloseable {
  private final Gemma3Model model;

  private Generator(Gemma3Model model) {
    this.model = model;
  }

  public static Generator open(Path folder, Optional<Path> adapter, OpenOptions options) {
    if (adapter.isPresent()) {
      throw new IllegalArgumentException("no adapter here");
    }
    return new Generator(Gemma3Model.open(folder, options));
  }

  public Gemma3Config config() {
    return model.config();
  }

  Answers answers(int[][] prompts, int newTokens) {
    int longest = 0;
    for (int[] prompt : prompts) {
      longest = Math.max(longest, prompt.length);
    }
    int[][] tokens = new int[prompts.length][newTokens];
    long start = System.nanoTime();
    double first = 0;
    try (KeyValueCache cache = model.newCache(prompts.length, longest + newTokens)) {
      int[] next;
      try (Scope step = model.newScope()) {
        int[] slots = IntStream.range(0, prompts.length).toArray();
        next = model.mostProbable(model.prefill(cache, slots, prompts, step), false, step).tokens();
      }
      first = (System.nanoTime() - start) / 1e9;
      for (int i = 0; i < newTokens; i++) {
        for (int row = 0; row < next.length; row++) {
          tokens[row][i] = next[row];
        }
        if (i + 1 < newTokens) {
          try (Scope step = model.newScope()) {
            next = model.mostProbable(model.decode(cache, next, step), false, step).tokens();
          }
        }
      }
    }
    return new Answers(tokens, (System.nanoTime() - start) / 1e9, first);
  }

  @Override
  public void close() {
    model.close();
  }
}
