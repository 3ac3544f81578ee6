package io.deltatune.model.train;

/**
 * Consecutive labelled tokens of a micro-batch that an objective treats as one answer.
 *
 * @param kind its part in the objective
 * @param firstLabel the place of its first label among the micro-batch's labels
 * @param labels its labelled tokens, that is those with a token before them
 * @param tokens its tokens, one more than its labels where it begins the sequence
 * @param reference the sum of the labels' log-probabilities under the reference model; NaN where
 *     the objective needs none or it is not known yet
 */
public record Completion(Kind kind, int firstLabel, int labels, int tokens, double reference) {
  /** What a completion is to an objective. */
  public enum Kind {
    /** What is to be imitated. */
    ANSWER,
    /** The better answer of a pair; the worse one follows it. */
    CHOSEN,
    /** The worse answer of a pair. */
    REJECTED,
    /** The prompt of the pair that follows, where the objective learns it too. */
    PROMPT,
    /** An answer that was judged good by itself. */
    DESIRABLE,
    /** An answer that was judged bad by itself. */
    UNDESIRABLE,
    /** Another row's answer behind this row's prompt: what the divergence is estimated from. */
    MISMATCHED
  }

  /** The sum of the completion's log-probabilities. */
  public double sum(float[] logProbabilities) {
    double sum = 0;
    for (int i = firstLabel; i < firstLabel + labels; i++) {
      sum += logProbabilities[i];
    }
    return sum;
  }

  /** The same completion with its log-probability under the reference model. */
  public Completion withReference(double logProbability) {
    return new Completion(kind, firstLabel, labels, tokens, logProbability);
  }
}
