package io.deltatune.model.train;

import java.util.Optional;

/**
 * Which parameters of a model are trained, and where they lie. Those of a layer are in the order in
 * which the engine's text takes them; those outside the layers go by their names in a checkpoint.
 */
public interface Parameterisation {
  /** The trained parameters: those of the layers in their order, then those outside the layers. */
  FlatParameters parameters();

  /** Whether the layers' own weights are trained, and not an adapter of theirs. */
  boolean trainsWeights();

  /** What is left out at random while gradients are computed; empty for nothing. */
  default Optional<Dropout> dropout() {
    return Optional.empty();
  }

  /** The name under which runs record it. */
  String label();
}
