package io.deltatune.model.train.objective;

/** A loss of the difference of a pair's scores, each divided by its answer's tokens. */
interface MeanMarginLoss extends PairLoss {
  /** The loss at a difference. */
  double value(double difference, LossSettings settings);

  /** Its derivative by the difference. */
  double slope(double difference, LossSettings settings);

  @Override
  default PairTerms terms(Pairs pairs, LossSettings settings) {
    PairTerms terms = new PairTerms(pairs);
    for (int i = 0; i < pairs.count(); i++) {
      Pairs.Answer chosen = pairs.chosen().get(i);
      Pairs.Answer rejected = pairs.rejected().get(i);
      double difference = chosen.score() / chosen.tokens() - rejected.score() / rejected.tokens();
      double slope = slope(difference, settings);
      terms.addLoss(value(difference, settings));
      terms.addByScores(i, slope / chosen.tokens(), -slope / rejected.tokens());
    }
    return terms;
  }

  /** IPO (arXiv 2310.12036, equation 17), whose tau is beta, by the mean over tokens as in TRL. */
  record Ipo() implements MeanMarginLoss {
    @Override
    public String label() {
      return "ipo";
    }

    @Override
    public double value(double difference, LossSettings settings) {
      return Math.pow(difference - 1 / (2 * settings.beta()), 2);
    }

    @Override
    public double slope(double difference, LossSettings settings) {
      return 2 * (difference - 1 / (2 * settings.beta()));
    }
  }

  /** DPO by the mean over tokens (arXiv 2411.15124, section 5). */
  record SigmoidNorm() implements MeanMarginLoss {
    @Override
    public String label() {
      return "sigmoid_norm";
    }

    @Override
    public double value(double difference, LossSettings settings) {
      return -Logistic.logSigmoid(settings.beta() * difference);
    }

    @Override
    public double slope(double difference, LossSettings settings) {
      return -settings.beta() * Logistic.sigmoid(-settings.beta() * difference);
    }
  }
}
