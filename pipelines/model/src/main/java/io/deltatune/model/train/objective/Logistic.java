package io.deltatune.model.train.objective;

/** The logistic function without overflow or cancellation. */
final class Logistic {
  private Logistic() {}

  /** 1 / (1 + exp(-x)). */
  static double sigmoid(double x) {
    if (x >= 0) {
      return 1 / (1 + Math.exp(-x));
    }
    double power = Math.exp(x);
    return power / (1 + power);
  }

  /** The slope of {@link #sigmoid}. */
  static double sigmoidSlope(double x) {
    return sigmoid(x) * sigmoid(-x);
  }

  /** log(sigmoid(x)); its slope is sigmoid(-x). */
  static double logSigmoid(double x) {
    return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** log(1 - exp(x)) for x below 0. */
  static double logOneMinusExp(double x) {
    return x < -Math.log(2) ? Math.log1p(-Math.exp(x)) : Math.log(-Math.expm1(x));
  }

  /**
   * Cross entropy of a preference that is wrong with a probability: -(1 - e) log sigmoid(x) - e log
   * sigmoid(-x) (conservative DPO, ericmitchell.ai/cdpo.pdf, equation 3).
   */
  static double smoothed(double x, double smoothing) {
    return -(1 - smoothing) * logSigmoid(x) - smoothing * logSigmoid(-x);
  }

  /** The slope of {@link #smoothed}. */
  static double smoothedSlope(double x, double smoothing) {
    return -(1 - smoothing) * sigmoid(-x) + smoothing * sigmoid(x);
  }
}
