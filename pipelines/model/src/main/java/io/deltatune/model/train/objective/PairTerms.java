package io.deltatune.model.train.objective;

/**
 * The sum of a loss over a micro-batch's pairs and its derivatives by the answers' summed
 * log-probabilities.
 */
final class PairTerms {
  private final Pairs pairs;
  private final double[] byChosen;
  private final double[] byRejected;
  private double loss;

  PairTerms(Pairs pairs) {
    this.pairs = pairs;
    this.byChosen = new double[pairs.count()];
    this.byRejected = new double[pairs.count()];
  }

  void addLoss(double value) {
    loss += value;
  }

  /** Adds derivatives by the scores of a pair. */
  void addByScores(int pair, double chosen, double rejected) {
    addByPolicy(
        pair,
        chosen * pairs.chosen().get(pair).slope(),
        rejected * pairs.rejected().get(pair).slope());
  }

  /** Adds derivatives by the log-probabilities of a pair. */
  void addByPolicy(int pair, double chosen, double rejected) {
    byChosen[pair] += chosen;
    byRejected[pair] += rejected;
  }

  double loss() {
    return loss;
  }

  double byChosen(int pair) {
    return byChosen[pair];
  }

  double byRejected(int pair) {
    return byRejected[pair];
  }
}
