package io.deltatune.model.train.objective;

/**
 * A loss that looks at a pair's two log-ratios each by itself, and not at their difference alone.
 */
interface RatioLoss extends PairLoss {
  /** The loss of a pair, whose log-ratios are given. */
  double value(double chosen, double rejected, LossSettings settings);

  /** Its derivative by the chosen answer's log-ratio. */
  double byChosen(double chosen, double rejected, LossSettings settings);

  /** Its derivative by the rejected answer's log-ratio. */
  double byRejected(double chosen, double rejected, LossSettings settings);

  @Override
  default PairTerms terms(Pairs pairs, LossSettings settings) {
    PairTerms terms = new PairTerms(pairs);
    for (int i = 0; i < pairs.count(); i++) {
      double chosen = pairs.chosen().get(i).ratio();
      double rejected = pairs.rejected().get(i).ratio();
      terms.addLoss(value(chosen, rejected, settings));
      terms.addByPolicy(
          i, byChosen(chosen, rejected, settings), byRejected(chosen, rejected, settings));
    }
    return terms;
  }

  /** NCA for a pair (arXiv 2402.05369). */
  record NcaPair() implements RatioLoss {
    @Override
    public String label() {
      return "nca_pair";
    }

    @Override
    public double value(double chosen, double rejected, LossSettings settings) {
      double reward = settings.beta() * chosen;
      return -Logistic.logSigmoid(reward)
          - 0.5 * Logistic.logSigmoid(-reward)
          - 0.5 * Logistic.logSigmoid(-settings.beta() * rejected);
    }

    @Override
    public double byChosen(double chosen, double rejected, LossSettings settings) {
      double reward = settings.beta() * chosen;
      return settings.beta() * (0.5 * Logistic.sigmoid(reward) - Logistic.sigmoid(-reward));
    }

    @Override
    public double byRejected(double chosen, double rejected, LossSettings settings) {
      return 0.5 * settings.beta() * Logistic.sigmoid(settings.beta() * rejected);
    }
  }

  /** BCO for a pair (arXiv 2404.04656), without a moving reward shift, as TRL's DPO trainer. */
  record BcoPair() implements RatioLoss {
    @Override
    public String label() {
      return "bco_pair";
    }

    @Override
    public double value(double chosen, double rejected, LossSettings settings) {
      return -Logistic.logSigmoid(settings.beta() * chosen)
          - Logistic.logSigmoid(-settings.beta() * rejected);
    }

    @Override
    public double byChosen(double chosen, double rejected, LossSettings settings) {
      return -settings.beta() * Logistic.sigmoid(-settings.beta() * chosen);
    }

    @Override
    public double byRejected(double chosen, double rejected, LossSettings settings) {
      return settings.beta() * Logistic.sigmoid(settings.beta() * rejected);
    }
  }

  /** SPPO with hard labels (arXiv 2405.00675, equation 4.7). */
  record SppoHard() implements RatioLoss {
    @Override
    public String label() {
      return "sppo_hard";
    }

    @Override
    public double value(double chosen, double rejected, LossSettings settings) {
      double half = 0.5 / settings.beta();
      return Math.pow(chosen - half, 2) + Math.pow(rejected + half, 2);
    }

    @Override
    public double byChosen(double chosen, double rejected, LossSettings settings) {
      return 2 * (chosen - 0.5 / settings.beta());
    }

    @Override
    public double byRejected(double chosen, double rejected, LossSettings settings) {
      return 2 * (rejected + 0.5 / settings.beta());
    }
  }

  /** APO where the chosen answers are better than the model's own (arXiv 2408.06266, eq. 7). */
  record ApoZero() implements RatioLoss {
    @Override
    public String label() {
      return "apo_zero";
    }

    @Override
    public double value(double chosen, double rejected, LossSettings settings) {
      return Logistic.sigmoid(-settings.beta() * chosen)
          + Logistic.sigmoid(settings.beta() * rejected);
    }

    @Override
    public double byChosen(double chosen, double rejected, LossSettings settings) {
      return -settings.beta() * Logistic.sigmoidSlope(settings.beta() * chosen);
    }

    @Override
    public double byRejected(double chosen, double rejected, LossSettings settings) {
      return settings.beta() * Logistic.sigmoidSlope(settings.beta() * rejected);
    }
  }

  /** APO where the chosen answers are worse than the model's own (arXiv 2408.06266, eq. 8). */
  record ApoDown() implements RatioLoss {
    @Override
    public String label() {
      return "apo_down";
    }

    @Override
    public double value(double chosen, double rejected, LossSettings settings) {
      return Logistic.sigmoid(settings.beta() * chosen)
          + Logistic.sigmoid(-settings.beta() * (chosen - rejected));
    }

    @Override
    public double byChosen(double chosen, double rejected, LossSettings settings) {
      return settings.beta() * Logistic.sigmoidSlope(settings.beta() * chosen)
          - byRejected(chosen, rejected, settings);
    }

    @Override
    public double byRejected(double chosen, double rejected, LossSettings settings) {
      return settings.beta() * Logistic.sigmoidSlope(settings.beta() * (chosen - rejected));
    }
  }
}
