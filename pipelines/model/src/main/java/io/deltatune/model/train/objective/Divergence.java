package io.deltatune.model.train.objective;

/**
 * The score that a log-ratio of policy and reference gives under an f-divergence: f'(ratio) (arXiv
 * 2309.16240; TRL's {@code f_divergence_type}).
 *
 * @param kind which divergence
 * @param alpha the coefficient of {@link Kind#ALPHA_DIVERGENCE}, where 1 is the reverse KL
 */
public record Divergence(Kind kind, double alpha) {
  /** The reverse Kullback-Leibler divergence: the score is the log-ratio. */
  public static final Divergence REVERSE_KL = new Divergence(Kind.REVERSE_KL, 1);

  /** Beyond this the exponential is held, as in TRL. */
  private static final double LARGEST_EXPONENT = 80;

  private static final double LIMIT_CASE = 1e-6;

  /** The divergences by TRL's names in upper case. */
  public enum Kind {
    REVERSE_KL,
    FORWARD_KL,
    JS_DIVERGENCE,
    ALPHA_DIVERGENCE
  }

  /** The score of a log-ratio. */
  double score(double ratio) {
    return switch (kind) {
      case REVERSE_KL -> ratio;
      case FORWARD_KL -> -Math.expm1(-ratio);
      case JS_DIVERGENCE -> Math.log(2) + Logistic.logSigmoid(ratio);
      case ALPHA_DIVERGENCE ->
          isLimit()
              ? ratio
              : Math.expm1(Math.min(LARGEST_EXPONENT, (alpha - 1) * ratio)) / (alpha - 1);
    };
  }

  /** The derivative of the score by the log-ratio. */
  double slope(double ratio) {
    return switch (kind) {
      case REVERSE_KL -> 1;
      case FORWARD_KL -> Math.exp(-ratio);
      case JS_DIVERGENCE -> Logistic.sigmoid(-ratio);
      case ALPHA_DIVERGENCE -> alphaSlope(ratio);
    };
  }

  private double alphaSlope(double ratio) {
    if (isLimit()) {
      return 1;
    }
    double exponent = (alpha - 1) * ratio;
    return exponent > LARGEST_EXPONENT ? 0 : Math.exp(exponent);
  }

  private boolean isLimit() {
    return Math.abs(alpha - 1) < LIMIT_CASE;
  }
}
