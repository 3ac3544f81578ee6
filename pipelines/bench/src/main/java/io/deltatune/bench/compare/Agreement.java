package io.deltatune.bench.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Whether two outcomes are of the same computation.
 *
 * @param agrees within what roundings explain
 * @param summary in one line
 * @param disagreements a line each
 */
record Agreement(boolean agrees, String summary, List<String> disagreements) {
  /** What a log-likelihood may differ by. */
  static final double TOLERANCE = 1e-3;

  Agreement {
    disagreements = List.copyOf(disagreements);
  }

  static Agreement of(Outcome ours, Outcome peer) {
    return peer.tokens() == null
        ? ofScores(ours.scores(), peer.scores())
        : ofTokens(ours.tokens(), peer.tokens());
  }

  private static Agreement ofScores(List<Outcome.Score> ours, List<Outcome.Score> peer) {
    if (ours.size() != peer.size()) {
      return new Agreement(false, ours.size() + " scores for " + peer.size(), List.of());
    }
    double largest = 0;
    List<String> disagreements = new ArrayList<>();
    for (int i = 0; i < peer.size(); i++) {
      double difference = Math.abs(ours.get(i).logLikelihood() - peer.get(i).logLikelihood());
      largest = Math.max(largest, difference);
      if (!(difference <= TOLERANCE) || ours.get(i).greedy() != peer.get(i).greedy()) {
        disagreements.add("request " + i + ": ours " + ours.get(i) + ", peer " + peer.get(i));
      }
    }
    return new Agreement(
        disagreements.isEmpty(),
        String.format(
            Locale.ROOT,
            "%d log-likelihoods, largest difference %.1e, %d disagree",
            peer.size(),
            largest,
            disagreements.size()),
        disagreements);
  }

  private static Agreement ofTokens(int[][] ours, int[][] peer) {
    if (ours.length != peer.length) {
      return new Agreement(false, ours.length + " answers for " + peer.length, List.of());
    }
    List<String> disagreements = new ArrayList<>();
    for (int row = 0; row < peer.length; row++) {
      int at = Arrays.mismatch(ours[row], peer[row]);
      if (at >= 0) {
        disagreements.add(
            String.format(
                Locale.ROOT,
                "answer %d differs from token %d of %d on: a near tie, or a fault",
                row,
                at,
                peer[row].length));
      }
    }
    return new Agreement(
        disagreements.isEmpty(),
        peer.length + " answers, " + disagreements.size() + " differ",
        disagreements);
  }
}
