package io.deltatune.model.train.objective;

/** A loss of the margin of a pair, beta times the difference of its answers' scores. */
interface MarginLoss extends PairLoss {
  /** The loss at a margin. */
  double value(double margin, LossSettings settings);

  /** Its derivative by the margin. */
  double slope(double margin, LossSettings settings);

  @Override
  default PairTerms terms(Pairs pairs, LossSettings settings) {
    PairTerms terms = new PairTerms(pairs);
    for (int i = 0; i < pairs.count(); i++) {
      double margin =
          settings.beta() * (pairs.chosen().get(i).score() - pairs.rejected().get(i).score());
      double slope = settings.beta() * slope(margin, settings);
      terms.addLoss(value(margin, settings));
      terms.addByScores(i, slope, -slope);
    }
    return terms;
  }

  /** DPO (arXiv 2305.18290); with label smoothing the conservative form, which TRL passes over. */
  record Sigmoid() implements MarginLoss {
    @Override
    public String label() {
      return "sigmoid";
    }

    @Override
    public double value(double margin, LossSettings settings) {
      return Logistic.smoothed(margin, settings.labelSmoothing());
    }

    @Override
    public double slope(double margin, LossSettings settings) {
      return Logistic.smoothedSlope(margin, settings.labelSmoothing());
    }
  }

  /** SLiC's hinge over DPO's margin (arXiv 2305.10425). */
  record Hinge() implements MarginLoss {
    @Override
    public String label() {
      return "hinge";
    }

    @Override
    public double value(double margin, LossSettings settings) {
      return Math.max(0, 1 - margin);
    }

    @Override
    public double slope(double margin, LossSettings settings) {
      return margin < 1 ? -1 : 0;
    }
  }

  /** An unbiased estimate of DPO's loss under flipped preferences (arXiv 2403.00409). */
  record Robust() implements MarginLoss {
    @Override
    public String label() {
      return "robust";
    }

    @Override
    public double value(double margin, LossSettings settings) {
      double flipped = settings.labelSmoothing();
      double clean = -(1 - flipped) * Logistic.logSigmoid(margin);
      return (clean + flipped * Logistic.logSigmoid(-margin)) / (1 - 2 * flipped);
    }

    @Override
    public double slope(double margin, LossSettings settings) {
      double flipped = settings.labelSmoothing();
      double clean = -(1 - flipped) * Logistic.sigmoid(-margin);
      return (clean - flipped * Logistic.sigmoid(margin)) / (1 - 2 * flipped);
    }
  }

  /** EXO for a pair (arXiv 2402.00856, equation 16); its label smoothing must not be 0. */
  record ExoPair() implements MarginLoss {
    @Override
    public String label() {
      return "exo_pair";
    }

    @Override
    public double value(double margin, LossSettings settings) {
      return Logistic.sigmoid(margin) * better(margin, settings)
          + Logistic.sigmoid(-margin) * worse(margin, settings);
    }

    @Override
    public double slope(double margin, LossSettings settings) {
      return Logistic.sigmoidSlope(margin) * (better(margin, settings) - worse(margin, settings));
    }

    private static double better(double margin, LossSettings settings) {
      return Logistic.logSigmoid(margin) - Math.log1p(-settings.labelSmoothing());
    }

    private static double worse(double margin, LossSettings settings) {
      return Logistic.logSigmoid(-margin) - Math.log(settings.labelSmoothing());
    }
  }

  /** DiscoPOP, the log-ratio modulated loss (arXiv 2406.08414, equation 5). */
  record Discopop() implements MarginLoss {
    @Override
    public String label() {
      return "discopop";
    }

    @Override
    public double value(double margin, LossSettings settings) {
      double exponential = Logistic.sigmoid(margin / settings.discopopTau());
      double logistic = Logistic.sigmoid(-margin / settings.discopopTau());
      return -Logistic.logSigmoid(margin) * logistic + Math.exp(-margin) * exponential;
    }

    @Override
    public double slope(double margin, LossSettings settings) {
      double tau = settings.discopopTau();
      double exponential = Logistic.sigmoid(margin / tau);
      double logistic = Logistic.sigmoid(-margin / tau);
      double change = Logistic.sigmoidSlope(margin / tau) / tau;
      return -Logistic.sigmoid(-margin) * logistic
          - Math.exp(-margin) * exponential
          + change * (Math.exp(-margin) + Logistic.logSigmoid(margin));
    }
  }
}
