package io.deltatune.model.gemma3;

import io.deltatune.model.engine.Precision;
import java.util.Optional;

/**
 * How a model is opened.
 *
 * @param precision the computing precision; empty: as a probe of the device finds best
 * @param weights where the weights lie; empty: copied where the memory that is free now holds the
 *     copy twice, else mapped
 * @param device {@code auto} (the first GPU where there is one), {@code cpu} or {@code cuda:N}
 */
public record OpenOptions(
    Optional<Precision> precision, Optional<Residence> weights, String device) {
  /** On the processor, for results that shall not depend on the machine's kind. */
  public static OpenOptions onProcessor(Precision precision, Residence weights) {
    return new OpenOptions(Optional.of(precision), Optional.of(weights), "cpu");
  }
}
