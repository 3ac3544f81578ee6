package io.deltatune.core.metric;

import java.util.List;
import java.util.Optional;

/** The list of all metrics. */
public final class Metrics {
  /** BLEU with sacreBLEU's defaults. */
  public static final Bleu BLEU = new Bleu("bleu", Smoothing.EXP);

  /** ROUGE-L without stemming, rouge-score's default. */
  public static final Rouge ROUGE_L = new Rouge(Rouge.Kind.L, false);

  /** The share of equal answers. */
  public static final ExactMatch EXACT_MATCH = new ExactMatch();

  /** Every metric that a recipe can name. */
  public static final List<Metric> ALL =
      List.of(
          BLEU,
          new Bleu("bleu_unsmoothed", Smoothing.NONE),
          new Bleu("bleu_floor", Smoothing.FLOOR),
          new Bleu("bleu_add_k", Smoothing.ADD_K),
          new Rouge(Rouge.Kind.ONE, false),
          new Rouge(Rouge.Kind.TWO, false),
          ROUGE_L,
          new Rouge(Rouge.Kind.ONE, true),
          new Rouge(Rouge.Kind.TWO, true),
          new Rouge(Rouge.Kind.L, true),
          EXACT_MATCH);

  private Metrics() {}

  /** The metric of a name. */
  public static Optional<Metric> named(String name) {
    return ALL.stream().filter(metric -> metric.name().equals(name)).findFirst();
  }

  /** All names, for messages. */
  public static List<String> names() {
    return ALL.stream().map(Metric::name).toList();
  }
}
