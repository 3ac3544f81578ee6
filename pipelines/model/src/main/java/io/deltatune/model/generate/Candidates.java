package io.deltatune.model.generate;

import java.util.OptionalInt;

/**
 * A row's best tokens, from which one is drawn.
 *
 * @param scores in descending order, after penalty and temperature
 * @param ids the tokens, the greater id first among equal scores
 * @param mass the sum of exp(score - best score) over the whole vocabulary; only looked at where
 *     the candidates are not all that top-k leaves
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Candidates(float[] scores, int[] ids, double mass) {
  /**
   * How many of the candidates, the first ones, are drawn from; empty if tokens beyond them belong
   * to those too.
   *
   * @param complete whether no token beyond the candidates comes into question
   */
  OptionalInt kept(Sampling sampling, boolean complete) {
    double total = sampling.topK() > 0 || complete ? sum(scores.length) : mass;
    double limit = sampling.topP() < 1 ? sampling.topP() * total : Double.POSITIVE_INFINITY;
    double above = 0;
    for (int i = 0; i < scores.length; i++) {
      double weight = weight(i);
      // transformers keeps a token whose probability and that of all lesser ones together exceed
      // 1 - top_p, and in any case the best one
      if (i > 0 && (above >= limit || weight < sampling.minP())) {
        return OptionalInt.of(i);
      }
      above += weight;
    }
    return complete || above >= limit ? OptionalInt.of(scores.length) : OptionalInt.empty();
  }

  /**
   * Draws among the first candidates in proportion to their probabilities.
   *
   * @param share from 0 to below 1
   */
  int draw(int kept, double share) {
    double wanted = share * sum(kept);
    double reached = 0;
    for (int i = 0; i < kept; i++) {
      reached += weight(i);
      if (reached > wanted) {
        return ids[i];
      }
    }
    return ids[kept - 1];
  }

  /** The probability of a candidate relative to the best one's. */
  double weight(int candidate) {
    return Math.exp((double) scores[candidate] - scores[0]);
  }

  private double sum(int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += weight(i);
    }
    return sum;
  }
}
