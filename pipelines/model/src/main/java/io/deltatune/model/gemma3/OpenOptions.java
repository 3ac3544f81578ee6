package io.deltatune.model.gemma3;

import io.deltatune.model.engine.Precision;
import io.deltatune.model.quantise.FourBitQuantiser;
import java.util.Optional;

/**
 * How a model is opened.
 *
 * @param precision the computing precision; empty: as a probe of the device finds best
 * @param weights where the weights lie; empty: copied where the memory that is free now holds the
 *     copy twice, else mapped
 * @param device {@code auto} (the first GPU where there is one), {@code cpu} or {@code cuda:N}
 * @param quantiser makes 4-bit codes of the projections; empty: they stay as the files hold them
 */
public record OpenOptions(
    Optional<Precision> precision,
    Optional<Residence> weights,
    String device,
    Optional<FourBitQuantiser> quantiser) {
  /** Weights as the files hold them. */
  public OpenOptions(Optional<Precision> precision, Optional<Residence> weights, String device) {
    this(precision, weights, device, Optional.empty());
  }

  /** The same, projections becoming 4-bit codes. */
  public OpenOptions with(FourBitQuantiser codes) {
    return new OpenOptions(precision, weights, device, Optional.of(codes));
  }

  /** On the processor, for results that shall not depend on the machine's kind. */
  public static OpenOptions onProcessor(Precision precision, Residence weights) {
    return new OpenOptions(Optional.of(precision), Optional.of(weights), "cpu");
  }
}
