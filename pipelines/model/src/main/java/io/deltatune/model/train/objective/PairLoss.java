package io.deltatune.model.train.objective;

/** A loss of the DPO family, under TRL's name for it. */
interface PairLoss {
  /** The name in recipes. */
  String label();

  /**
   * The sum over the pairs and its derivatives; the loss of a micro-batch is its mean over them.
   */
  PairTerms terms(Pairs pairs, LossSettings settings);
}
