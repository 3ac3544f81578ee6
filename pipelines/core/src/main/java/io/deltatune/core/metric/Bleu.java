package io.deltatune.core.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * BLEU up to 4-grams (Papineni et al., P02-1040) exactly as sacreBLEU 2.6.0 computes it, case
 * regarded, tokeniser 13a. {@link #value} is the corpus score; {@link #rowValue} is the sentence
 * score, with effective order (only orders for which the answer has n-grams count). The reference
 * length is that of the closest reference, the shorter one of two equally close.
 *
 * <p>The statistic: rows, answer length, reference length, matches of the orders 1 to 4, totals of
 * the orders 1 to 4.
 */
public record Bleu(String name, Smoothing smoothing) implements Metric {
  private static final int ORDERS = 4;
  private static final int MATCHES = 3;
  private static final int TOTALS = MATCHES + ORDERS;

  @Override
  public int width() {
    return TOTALS + ORDERS;
  }

  @Override
  public long[] statistic(String answer, List<String> references) {
    if (references.isEmpty()) {
      throw new IllegalArgumentException("BLEU needs at least one reference");
    }
    NGrams grams = new NGrams();
    int[] answerWords = grams.words(Tokenizer13a.tokens(answer));
    List<int[]> referenceWords = new ArrayList<>();
    for (String reference : references) {
      referenceWords.add(grams.words(Tokenizer13a.tokens(reference)));
    }
    long[] statistic = new long[width()];
    statistic[0] = 1;
    statistic[1] = answerWords.length;
    statistic[2] = closestLength(answerWords.length, referenceWords);
    int[] answerGrams = answerWords;
    List<int[]> referenceGrams = new ArrayList<>(referenceWords);
    for (int order = 0; order < ORDERS; order++) {
      statistic[MATCHES + order] = grams.matches(answerGrams, referenceGrams);
      statistic[TOTALS + order] = answerGrams.length;
      answerGrams = grams.longer(answerGrams, answerWords);
      for (int i = 0; i < referenceGrams.size(); i++) {
        referenceGrams.set(i, grams.longer(referenceGrams.get(i), referenceWords.get(i)));
      }
    }
    return statistic;
  }

  private static int closestLength(int answerLength, List<int[]> references) {
    int closest = references.get(0).length;
    for (int[] reference : references) {
      int difference = Math.abs(answerLength - reference.length);
      int least = Math.abs(answerLength - closest);
      if (difference < least || (difference == least && reference.length < closest)) {
        closest = reference.length;
      }
    }
    return closest;
  }

  @Override
  public double value(long[] sum) {
    return score(sum, false).score();
  }

  @Override
  public double rowValue(long[] statistic) {
    return score(statistic, true).score();
  }

  @Override
  public String signature(int references) {
    return signature(references, "no");
  }

  @Override
  public String rowSignature(int references) {
    return signature(references, "yes");
  }

  private String signature(int references, String effective) {
    return String.join(
        "|",
        ScoreVersion.references(references),
        "case:mixed",
        "eff:" + effective,
        "tok:13a",
        smoothing.signature(),
        "version:" + ScoreVersion.VERSION);
  }

  /**
   * The score with all that it is made of.
   *
   * @param effectiveOrder whether orders count for which there are no n-grams at all
   */
  public BleuScore score(long[] sum, boolean effectiveOrder) {
    double[] precisions = new double[ORDERS];
    double brevity = brevityPenalty(sum[1], sum[2]);
    int orders = precisions(sum, precisions);
    boolean noMatch = LongStream.of(sum).skip(MATCHES).limit(ORDERS).allMatch(count -> count == 0);
    double score = 0;
    if (!noMatch) {
      int counted = effectiveOrder ? orders : ORDERS;
      double logarithms = 0;
      for (int order = 0; order < counted; order++) {
        logarithms += logarithm(precisions[order]);
      }
      score = brevity * Math.exp(logarithms / counted);
    }
    return new BleuScore(
        score,
        LongStream.of(sum).skip(MATCHES).limit(ORDERS).boxed().toList(),
        LongStream.of(sum).skip(TOTALS).limit(ORDERS).boxed().toList(),
        noMatch
            ? List.of(0.0, 0.0, 0.0, 0.0)
            : List.of(precisions[0], precisions[1], precisions[2], precisions[3]),
        brevity,
        sum[1],
        sum[2]);
  }

  /** Fills in the precisions and returns how many orders have n-grams. */
  private int precisions(long[] sum, double[] precisions) {
    double halving = 1;
    for (int order = 0; order < ORDERS; order++) {
      double added = smoothing == Smoothing.ADD_K && order > 0 ? smoothing.amount() : 0;
      double matches = (double) sum[MATCHES + order] + added;
      double total = (double) sum[TOTALS + order] + added;
      if (total == 0) {
        return order;
      }
      if (matches > 0) {
        precisions[order] = 100.0 * matches / total;
      } else if (smoothing == Smoothing.EXP) {
        halving *= 2;
        precisions[order] = 100.0 / (halving * total);
      } else if (smoothing == Smoothing.FLOOR) {
        precisions[order] = 100.0 * smoothing.amount() / total;
      }
    }
    return ORDERS;
  }

  private static double brevityPenalty(long answerLength, long referenceLength) {
    if (answerLength >= referenceLength) {
      return 1;
    }
    return answerLength == 0 ? 0 : Math.exp(1 - (double) referenceLength / (double) answerLength);
  }

  /** sacreBLEU's logarithm, so low for 0 that the score becomes 0. */
  private static double logarithm(double precision) {
    return precision == 0 ? -9999999999.0 : Math.log(precision);
  }
}
