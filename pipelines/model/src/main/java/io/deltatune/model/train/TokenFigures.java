package io.deltatune.model.train;

import io.deltatune.model.train.Completion.Kind;
import java.util.Set;

/**
 * What the head tells of the labelled tokens besides their log-probabilities, under TRL's names:
 * means over the answers' tokens of the whole step.
 */
final class TokenFigures {
  /** Whether the target has the greatest logit, the entropy in nats, the mean logit. */
  static final int EACH = 3;

  private static final Set<Kind> BETTER = Set.of(Kind.CHOSEN, Kind.DESIRABLE);
  private static final Set<Kind> WORSE = Set.of(Kind.REJECTED, Kind.UNDESIRABLE);

  private TokenFigures() {}

  /**
   * Adds those of a micro-batch.
   *
   * @param statistics [labels, 3]
   */
  static void add(MicroBatch batch, float[] statistics, MetricMeans into) {
    for (Completion completion : batch.completions()) {
      Kind kind = completion.kind();
      int labels = completion.labels();
      boolean better = BETTER.contains(kind);
      if (kind == Kind.ANSWER || kind == Kind.CHOSEN) {
        into.add("mean_token_accuracy", sum(completion, statistics, 0), labels);
      }
      if (kind == Kind.ANSWER || better || WORSE.contains(kind)) {
        into.add("entropy", sum(completion, statistics, 1), labels);
      }
      if (better || WORSE.contains(kind)) {
        String side = better ? "chosen" : "rejected";
        into.add("logits/" + side, sum(completion, statistics, 2), labels);
      }
    }
  }

  private static double sum(Completion completion, float[] statistics, int which) {
    double sum = 0;
    int first = completion.firstLabel();
    for (int label = first; label < first + completion.labels(); label++) {
      sum += statistics[EACH * label + which];
    }
    return sum;
  }
}
