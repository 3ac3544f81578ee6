package io.deltatune.core.metric;

import java.util.Locale;

/**
 * How BLEU treats an order of n-grams without a match, after Chen and Cherry, "A Systematic
 * Comparison of Smoothing Techniques for Sentence-Level BLEU" (W14-3346), under sacreBLEU's names.
 */
public enum Smoothing {
  /** The score is 0. */
  NONE("none", 0),
  /** Such an order counts a tenth of a match. */
  FLOOR("floor", 0.1),
  /** One is added to the matches and the totals of all orders but the first. */
  ADD_K("add-k", 1),
  /** The first such order counts half a match, the next one a quarter, and so on. */
  EXP("exp", 0);

  private final String label;
  private final double amount;

  Smoothing(String label, double amount) {
    this.label = label;
    this.amount = amount;
  }

  double amount() {
    return amount;
  }

  /** The field of a signature. */
  String signature() {
    return "smooth:" + label + (amount == 0 ? "" : String.format(Locale.ROOT, "[%.2f]", amount));
  }
}
