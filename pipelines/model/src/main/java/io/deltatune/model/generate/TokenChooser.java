package io.deltatune.model.generate;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.generate.SlotDecoder.Chosen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Chooses the next token of rows. The engine makes the list of candidates shorter ({@code
 * sampling.torchscript}), so that never a row of the vocabulary comes to Java; limits and the draw
 * are computed here in double precision.
 */
final class TokenChooser {
  /** What is fetched where top-k does not say how many; beyond it the engine draws. */
  private static final int CANDIDATES = 1024;

  /** Rows whose scores of the vocabulary exist at a time. */
  static final int ROWS = 64;

  /** The draws that are sent to the engine at once. */
  private static final int DRAWS = 16;

  private final Sampling sampling;
  private final LogProbabilities logProbabilities;
  private final Head head;

  /** The model's head, as far as it is needed to choose. */
  interface Head {
    /** Scores of states, float32 {@code [rows, vocabulary]}. */
    Tensor logits(Tensor states, Scope step);

    /** The most probable token of each state, with its log-probability if that is asked for. */
    Chosen best(Tensor states, boolean withLogProbabilities, Scope step);
  }

  TokenChooser(GenerationSettings settings, Head head) {
    this.sampling = settings.sampling();
    this.logProbabilities = settings.logProbabilities();
    this.head = head;
  }

  /**
   * A token for each state.
   *
   * @param states {@code [rows, hidden]}
   * @param rows the rows that they belong to
   */
  Chosen choose(Tensor states, List<Continuation> rows, Scope step) {
    boolean told = logProbabilities != LogProbabilities.NONE;
    if (sampling.isGreedy() && !sampling.hasPenalty()) {
      return head.best(states, told, step);
    }
    int[] tokens = new int[rows.size()];
    float[] values = new float[told ? rows.size() : 0];
    for (int from = 0; from < rows.size(); from += ROWS) {
      int to = Math.min(rows.size(), from + ROWS);
      try (Scope part = step.child()) {
        Tensor some = rows.size() <= ROWS ? states : part(states, from, to - from, part);
        Tensor logits = head.logits(some, part);
        int[] chosen = new Part(logits, rows.subList(from, to), part).choose();
        System.arraycopy(chosen, 0, tokens, from, chosen.length);
        if (told) {
          Tensor ids = part.numbers(widened(chosen));
          float[] found = part.callForOne("sampling_log_probabilities", logits, ids).floats();
          System.arraycopy(found, 0, values, from, found.length);
        }
      }
    }
    return new Chosen(tokens, values);
  }

  /** What is drawn from where there are limits, for each row of logits. */
  List<Candidates> candidates(Tensor logits, List<Continuation> rows, Scope step) {
    return new Part(logits, rows, step).candidates();
  }

  private static Tensor part(Tensor states, int first, int count, Scope scope) {
    return scope.callForOne("sampling_part", states, scope.numbers(first, count));
  }

  private static long[] widened(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }

  /** Some rows, whose scores exist now. */
  private final class Part {
    private final Tensor logits;
    private final List<Continuation> rows;
    private final Scope scope;
    private final Tensor seen;
    private final Tensor offsets;
    private final Tensor options;
    private final int vocabulary;

    Part(Tensor logits, List<Continuation> rows, Scope scope) {
      this.logits = logits;
      this.rows = rows;
      this.scope = scope;
      this.vocabulary = Math.toIntExact(logits.shape()[1]);
      long[] starts = new long[rows.size() + 1];
      List<int[]> ids = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        ids.add(rows.get(i).seen());
        starts[i + 1] = starts[i] + ids.get(i).length;
      }
      long[] all = ids.stream().flatMapToInt(Arrays::stream).asLongStream().toArray();
      this.seen = scope.longs(all.length == 0 ? new long[1] : all, Math.max(1, all.length));
      this.offsets = scope.numbers(starts);
      int wanted = sampling.topK() > 0 ? sampling.topK() : CANDIDATES;
      double[] numbers = {
        sampling.isGreedy() ? 1 : sampling.temperature(),
        sampling.repetitionPenalty(),
        wanted,
        sampling.minP(),
        sampling.topK() > 0 ? 1 : sampling.topP()
      };
      this.options = scope.settings(numbers, numbers.length);
    }

    int[] choose() {
      if (sampling.isGreedy()) {
        int[] tokens =
            narrowed(scope.callForOne("sampling_greedy", logits, seen, offsets, options));
        if (Arrays.stream(tokens).anyMatch(token -> token < 0)) {
          throw Gemma3Model.notNumbers();
        }
        return tokens;
      }
      if (!sampling.hasLimits()) {
        int[] tokens = new int[rows.size()];
        Arrays.fill(tokens, -1);
        return drawWide(tokens);
      }
      return drawWide(drawAmong(candidates()));
    }

    /** One list a row. */
    private List<Candidates> candidates() {
      List<Tensor> found = scope.call("sampling_candidates", logits, seen, offsets, options);
      float[] scores = found.get(0).floats();
      int[] ids = narrowed(found.get(1));
      long[] counts = found.get(2).longs();
      double[] masses = found.get(3).doubles();
      List<Candidates> lists = new ArrayList<>();
      int from = 0;
      for (int row = 0; row < counts.length; row++) {
        int to = from + (int) counts[row];
        if (to == from) {
          throw Gemma3Model.notNumbers();
        }
        lists.add(
            new Candidates(
                Arrays.copyOfRange(scores, from, to),
                Arrays.copyOfRange(ids, from, to),
                masses[row]));
        from = to;
      }
      return lists;
    }

    /** A token for each row; -1 where tokens beyond the candidates come into question. */
    private int[] drawAmong(List<Candidates> lists) {
      int[] tokens = new int[lists.size()];
      for (int i = 0; i < tokens.length; i++) {
        Candidates list = lists.get(i);
        boolean complete = sampling.topK() > 0 || list.ids().length == vocabulary;
        OptionalInt kept = list.kept(sampling, complete);
        tokens[i] = kept.isPresent() ? list.draw(kept.getAsInt(), share(i, 0)) : -1;
      }
      return tokens;
    }

    /** Lets the engine draw for the rows that have no token yet. */
    private int[] drawWide(int[] tokens) {
      for (int tried = 0; Arrays.stream(tokens).anyMatch(token -> token == -1); tried += DRAWS) {
        double[] shares = new double[tokens.length * DRAWS];
        for (int i = 0; i < shares.length; i++) {
          shares[i] = tokens[i / DRAWS] == -1 ? share(i / DRAWS, tried + i % DRAWS) : -1;
        }
        int[] drawn =
            narrowed(
                scope.callForOne(
                    "sampling_wide",
                    logits,
                    seen,
                    offsets,
                    options,
                    scope.settings(shares, tokens.length, DRAWS)));
        for (int i = 0; i < tokens.length; i++) {
          if (drawn[i] == -2) {
            throw Gemma3Model.notNumbers();
          }
          tokens[i] = tokens[i] == -1 ? drawn[i] : tokens[i];
        }
      }
      return tokens;
    }

    private double share(int row, int draw) {
      Continuation of = rows.get(row);
      return RandomStream.share(sampling.seed(), of.key(), of.length(), draw);
    }
  }

  private static int[] narrowed(Tensor ids) {
    return Arrays.stream(ids.longs()).mapToInt(Math::toIntExact).toArray();
  }
}
