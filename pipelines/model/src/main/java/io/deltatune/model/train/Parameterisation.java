package io.deltatune.model.train;

/** Which parameters of a model are trained, and where they lie. */
public interface Parameterisation {
  /** The trained parameters: those of the layers in their order, then those outside the layers. */
  FlatParameters parameters();

  /** Whether the layers' own weights are trained, and not an adapter of theirs. */
  boolean trainsWeights();

  /** The first part of a layer among the parameters; for the number of layers: where they end. */
  int firstPart(int layer);

  /** The name under which runs record it. */
  String label();
}
