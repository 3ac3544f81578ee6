package io.deltatune.model.generate;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.generate.SlotDecoder.Chosen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rows without a model, for the tests. */
final class Rows {
  /** A head whose states are the scores themselves. */
  static final TokenChooser.Head HEAD =
      new TokenChooser.Head() {
        @Override
        public Tensor logits(Tensor states, Scope step) {
          return states;
        }

        @Override
        public Chosen best(Tensor states, boolean withLogProbabilities, Scope step) {
          throw new AssertionError("greedy choice is the model's business");
        }
      };

  private Rows() {}

  /** A row that may have ten tokens. */
  static Continuation row(long key, int[] prompt, boolean keepsSeen) {
    Continuation.Rules rules =
        new Continuation.Rules(
            Set.of(), 1, 106, LogProbabilities.NONE, keepsSeen, GenerationListener.NONE);
    return new Continuation(0, new Prompt(key, prompt), 10, rules, Optional.empty());
  }

  /** Rows of which each has its own key, from a first one on. */
  static List<Continuation> rows(long firstKey, int count) {
    List<Continuation> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row(firstKey + i, new int[] {1}, false));
    }
    return rows;
  }
}
