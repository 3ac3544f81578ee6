package io.deltatune.model.train.objective;

/**
 * The numbers of preference losses, under TRL's names.
 *
 * @param beta strength of the tie to the reference, the inverse of a temperature
 * @param labelSmoothing the probability that a preference is the wrong way round
 * @param discopopTau temperature of DiscoPOP's mixture
 */
public record LossSettings(double beta, double labelSmoothing, double discopopTau) {
  /** TRL's default of {@code discopop_tau}. */
  public static final double DISCOPOP_TAU = 0.05;

  /** Settings with TRL's mixture temperature. */
  public static LossSettings of(double beta, double labelSmoothing) {
    return new LossSettings(beta, labelSmoothing, DISCOPOP_TAU);
  }
}
