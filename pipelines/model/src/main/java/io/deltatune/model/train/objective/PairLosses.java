package io.deltatune.model.train.objective;

import java.util.List;

/** The losses of the DPO family. */
final class PairLosses {
  static final List<PairLoss> ALL =
      List.of(
          new MarginLoss.Sigmoid(),
          new MarginLoss.Hinge(),
          new MarginLoss.Robust(),
          new MarginLoss.ExoPair(),
          new MarginLoss.Discopop(),
          new MeanMarginLoss.Ipo(),
          new MeanMarginLoss.SigmoidNorm(),
          new RatioLoss.NcaPair(),
          new RatioLoss.BcoPair(),
          new RatioLoss.SppoHard(),
          new RatioLoss.ApoZero(),
          new RatioLoss.ApoDown(),
          new SortedLoss.Aot(),
          new SortedLoss.AotUnpaired(),
          new ChosenLikelihood());

  private PairLosses() {}

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  static PairLoss of(String label) {
    return ALL.stream()
        .filter(loss -> loss.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no loss '" + label + "'"));
  }
}
