package io.deltatune.bench;

import io.deltatune.bench.compare.Workload.Request;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.gemma3.Gemma3Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An open model as it is measured: through the interfaces that the product itself uses. */
public final class Subject implements AutoCloseable {
  private final Gemma3Model model;

  private Subject(Gemma3Model model) {
    this.model = model;
  }

  /** Opens. */
  public static Subject open(Path folder, Precision precision, boolean mapped, int threads) {
    EngineProcess.useThreads(threads);
    return new Subject(Gemma3Model.open(folder, precision, mapped));
  }

  /**
   * Answers.
   *
   * @param tokens the new tokens of each prompt
   * @param seconds from the call to its end
   * @param firstSeconds from the call to the first new token of the last prompt that got one
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Answers(int[][] tokens, double seconds, double firstSeconds) {}

  /** Greedy answers of exactly so many tokens. */
  public Answers generate(int[][] prompts, int newTokens) {
    int[][] tokens = new int[prompts.length][newTokens];
    int longest = 0;
    for (int[] prompt : prompts) {
      longest = Math.max(longest, prompt.length);
    }
    long start = System.nanoTime();
    double first = 0;
    try (Scope scope = model.newScope()) {
      Gemma3Model.Prefilled prefilled = model.prefill(prompts, longest + newTokens, scope);
      try (var cache = prefilled.cache()) {
        int[] next = model.mostProbable(prefilled.logits(), scope);
        first = (System.nanoTime() - start) / 1e9;
        for (int i = 0; i < newTokens; i++) {
          for (int row = 0; row < next.length; row++) {
            tokens[row][i] = next[row];
          }
          if (i + 1 < newTokens) {
            try (Scope step = model.newScope()) {
              next = model.mostProbable(model.decode(next, cache, step), step);
            }
          }
        }
      }
    }
    return new Answers(tokens, (System.nanoTime() - start) / 1e9, first);
  }

  /**
   * A score.
   *
   * @param logLikelihood sum over the continuation
   * @param greedy whether each of its tokens was the most probable one
   */
  public record Score(double logLikelihood, boolean greedy) {}

  /** Scores, in the order of the requests. */
  public List<Score> score(List<Request> requests) {
    return new ArrayList<>();
  }

  @Override
  public void close() {
    model.close();
  }
}
