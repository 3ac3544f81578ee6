package io.deltatune.model.generate;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Gemma3Model.Choice;
import io.deltatune.model.gemma3.KeyValueCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Continues a batch of token sequences by their most probable tokens. */
final class GreedyDecoder {
  private final Gemma3Model model;
  private final Set<Integer> stops;

  /**
   * @param stops the tokens that end a sequence
   */
  GreedyDecoder(Gemma3Model model, Set<Integer> stops) {
    this.model = model;
    this.stops = stops;
  }

  /** A sequence that is being continued. */
  static final class Continuation {
    private final int most;
    private final List<Integer> tokens = new ArrayList<>();
    private double logProbability;
    private int stoppedBy = -1;
    private double seconds;

    Continuation(int most) {
      this.most = most;
    }

    /** The new tokens, without the one that ended them. */
    int[] tokens() {
      return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    double logProbability() {
      return logProbability;
    }

    /** The token that ended it, or -1 where it reached its greatest length. */
    int stoppedBy() {
      return stoppedBy;
    }

    double seconds() {
      return seconds;
    }
  }

  /**
   * Continues all prompts side by side.
   *
   * @param prompts token ids, none empty
   * @param most the greatest number of new tokens of each prompt, at least 1
   */
  List<Continuation> decode(int[][] prompts, int[] most) {
    long start = System.nanoTime();
    List<Continuation> all = new ArrayList<>();
    int capacity = 0;
    for (int row = 0; row < prompts.length; row++) {
      all.add(new Continuation(most[row]));
      capacity = Math.max(capacity, prompts[row].length + most[row]);
    }
    List<Continuation> rows = new ArrayList<>(all);
    int[] slots = IntStream.range(0, prompts.length).toArray();
    try (KeyValueCache cache = model.newCache(prompts.length, capacity)) {
      Choice choice;
      try (Scope step = model.newScope()) {
        choice = model.mostProbable(model.prefill(cache, slots, prompts, step), true, step);
      }
      while (true) {
        List<Integer> alive = take(rows, choice, start);
        for (int row = rows.size() - 1; row >= 0; row--) {
          if (!alive.contains(row)) {
            int last = rows.size() - 1;
            if (row < last) {
              cache.move(last, row);
              rows.set(row, rows.get(last));
            }
            rows.remove(last);
          }
        }
        if (rows.isEmpty()) {
          return all;
        }
        int[] next = IntStream.range(0, rows.size()).map(row -> choiceOf(rows, row)).toArray();
        try (Scope step = model.newScope()) {
          choice = model.mostProbable(model.decode(cache, next, step), true, step);
        }
      }
    }
  }

  /** Appends each row's token; returns the rows that go on. */
  private List<Integer> take(List<Continuation> rows, Choice choice, long start) {
    List<Integer> alive = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      Continuation continuation = rows.get(row);
      int token = choice.tokens()[row];
      continuation.logProbability += choice.logProbabilities()[row];
      continuation.seconds = (System.nanoTime() - start) / 1e9;
      if (stops.contains(token)) {
        continuation.stoppedBy = token;
        continue;
      }
      continuation.tokens.add(token);
      if (continuation.tokens.size() < continuation.most) {
        alive.add(row);
      }
    }
    return alive;
  }

  private static int choiceOf(List<Continuation> rows, int row) {
    List<Integer> tokens = rows.get(row).tokens;
    return tokens.get(tokens.size() - 1);
  }
}
