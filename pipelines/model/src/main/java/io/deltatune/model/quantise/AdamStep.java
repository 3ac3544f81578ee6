package io.deltatune.model.quantise;

/**
 * One step's numbers of AdamW, computed in fp64 and rounded once (bitsandbytes, {@code
 * kernels.cu}): {@code p = p * keep + size * m / (sqrt(v) + epsilon)}.
 *
 * @param factor on the gradient
 * @param beta1 decay of the first moment
 * @param rest1 1 - beta1
 * @param beta2 decay of the second moment
 * @param rest2 1 - beta2
 * @param size the negative learning rate with both corrections of the moments' start at zero
 * @param epsilon with the second moment's correction
 * @param keep what weight decay leaves of a parameter
 */
public record AdamStep(
    float factor,
    float beta1,
    float rest1,
    float beta2,
    float rest2,
    float size,
    float epsilon,
    float keep) {
  /**
   * @param step the number of this update, from 1
   * @param decay times the learning rate, taken off
   */
  public static AdamStep of(
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double decay,
      double factor,
      long step) {
    double root = Math.sqrt(1 - Math.pow(beta2, (double) step));
    return new AdamStep(
        (float) factor,
        (float) beta1,
        (float) (1 - beta1),
        (float) beta2,
        (float) (1 - beta2),
        (float) (-learningRate * root / (1 - Math.pow(beta1, (double) step))),
        (float) (epsilon * root),
        (float) (1 - learningRate * decay));
  }
}
