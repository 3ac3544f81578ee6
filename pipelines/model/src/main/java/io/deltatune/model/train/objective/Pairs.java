package io.deltatune.model.train.objective;

import io.deltatune.model.train.Completion;
import io.deltatune.model.train.Completion.Kind;
import io.deltatune.model.train.MicroBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * The pairs of a micro-batch with the log-probabilities of their answers.
 *
 * @param chosen the better answers
 * @param rejected the worse ones, in the same order
 */
record Pairs(List<Answer> chosen, List<Answer> rejected) {
  /**
   * An answer and how probable it is.
   *
   * @param completion where its labels lie
   * @param policy the sum of its tokens' log-probabilities
   * @param score of the log-ratio of policy and reference under the divergence
   * @param slope the score's derivative by the policy's sum
   */
  record Answer(Completion completion, double policy, double score, double slope) {
    /** log(policy / reference). */
    double ratio() {
      return policy - completion.reference();
    }

    /** The answer's tokens, as TRL divides by them: those of its mask, never 0. */
    double tokens() {
      return Math.max(1, completion.tokens());
    }

    /** The mean log-probability of its labelled tokens. */
    double mean() {
      return policy / completion.labels();
    }
  }

  static Pairs of(MicroBatch batch, float[] logProbabilities, Divergence divergence) {
    List<Answer> chosen = new ArrayList<>();
    List<Answer> rejected = new ArrayList<>();
    for (Completion completion : batch.completions()) {
      double policy = completion.sum(logProbabilities);
      double ratio = policy - completion.reference();
      Answer answer =
          new Answer(completion, policy, divergence.score(ratio), divergence.slope(ratio));
      if (completion.kind() == Kind.CHOSEN) {
        chosen.add(answer);
      } else if (completion.kind() == Kind.REJECTED) {
        rejected.add(answer);
      }
    }
    return new Pairs(chosen, rejected);
  }

  /** The pairs of a micro-batch. */
  static long count(MicroBatch batch) {
    return batch.completions().stream()
        .filter(completion -> completion.kind() == Kind.CHOSEN)
        .count();
  }

  int count() {
    return chosen.size();
  }
}
