package io.deltatune.model.engine;

import java.util.Locale;
import java.util.function.Function;

/** The computing precision that a recipe asks for. */
public final class ComputePrecision {
  private ComputePrecision() {}

  /**
   * A precision and where it comes from.
   *
   * @param reason {@code recipe}, or {@code auto} with the probe's figures
   */
  public record Choice(Precision precision, String reason) {
    /** The name in tables: {@code fp32}. */
    public String label() {
      return precision.name().toLowerCase(Locale.ROOT);
    }
  }

  /** For products of matrices: training and reading prompts. */
  public static Choice forProducts(io.deltatune.core.recipe.Precision asked) {
    return choice(asked, PrecisionProbe::forMatrices);
  }

  /** For products with one vector: generating token by token, which is bound by memory. */
  public static Choice forDecoding(io.deltatune.core.recipe.Precision asked) {
    return choice(asked, PrecisionProbe::forVectors);
  }

  private static Choice choice(
      io.deltatune.core.recipe.Precision asked, Function<PrecisionProbe, Precision> use) {
    return Precision.of(asked)
        .map(precision -> new Choice(precision, "recipe"))
        .orElseGet(
            () -> {
              PrecisionProbe probe = PrecisionProbe.measure();
              return new Choice(use.apply(probe), "auto: " + probe.summary());
            });
  }
}
