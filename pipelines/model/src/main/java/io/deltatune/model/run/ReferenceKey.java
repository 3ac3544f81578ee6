package io.deltatune.model.run;

/**
 * What decides the numbers of a reference model, beside the pair.
 *
 * @param model its content hash; of quantised weights another than of those in the folder
 * @param precision the computing dtype, {@code bf16} or {@code fp32}
 */
public record ReferenceKey(String model, String precision) {
  /** As the file in a run's folder holds it. */
  @Override
  public String toString() {
    return model + " " + precision;
  }
}
