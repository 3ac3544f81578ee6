package io.deltatune.core.recipe.train;

import java.util.List;
import java.util.Locale;

/** The losses of preferences, under TRL's names. */
public enum Loss {
  SIGMOID,
  HINGE,
  IPO,
  EXO_PAIR,
  NCA_PAIR,
  ROBUST,
  BCO_PAIR,
  SPPO_HARD,
  AOT,
  AOT_UNPAIRED,
  APO_ZERO,
  APO_DOWN,
  DISCOPOP,
  SFT,
  SIGMOID_NORM,
  KTO,
  APO_ZERO_UNPAIRED;

  static final List<Loss> OF_PAIRS =
      List.of(
          SIGMOID,
          HINGE,
          IPO,
          EXO_PAIR,
          NCA_PAIR,
          ROBUST,
          BCO_PAIR,
          SPPO_HARD,
          AOT,
          AOT_UNPAIRED,
          APO_ZERO,
          APO_DOWN,
          DISCOPOP,
          SFT,
          SIGMOID_NORM);
  private static final List<Loss> SMOOTHED = List.of(SIGMOID, ROBUST, EXO_PAIR, AOT, AOT_UNPAIRED);
  private static final List<Loss> DIVERGING =
      List.of(SIGMOID, SIGMOID_NORM, HINGE, IPO, EXO_PAIR, ROBUST, DISCOPOP, SFT);

  private static final List<Loss> COUPLING = List.of(AOT, AOT_UNPAIRED, KTO);

  /** The name in recipes. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether {@code label_smoothing} means something to it. */
  public boolean takesSmoothing() {
    return SMOOTHED.contains(this);
  }

  /** Whether it takes a figure of all rows of a micro-batch: an order, a divergence. */
  public boolean couplesRows() {
    return COUPLING.contains(this);
  }

  /** Whether it is defined for other divergences than the reverse KL. */
  public boolean takesDivergences() {
    return DIVERGING.contains(this);
  }
}
