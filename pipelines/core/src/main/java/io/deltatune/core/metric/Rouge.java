package io.deltatune.core.metric;

import java.util.List;

/**
 * ROUGE (Lin, W04-1013) exactly as rouge-score 0.1.2 computes a row. Of several references the one
 * with the best F-measure counts, the first of equals. {@link #value} is the plain mean of the
 * rows' F-measures times 100 (rouge-score's own aggregator resamples without a seed instead).
 *
 * @param kind what is counted
 * @param stemmed whether words are reduced to their stems
 */
public record Rouge(Kind kind, boolean stemmed) implements Metric {
  /** The units that answer and reference may have in common. */
  public enum Kind {
    /** Words. */
    ONE("rouge_1"),
    /** Pairs of neighbouring words. */
    TWO("rouge_2"),
    /** Words of a longest common subsequence; line ends do not count. */
    L("rouge_l");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  @Override
  public String name() {
    return stemmed ? kind.label + "_stemmed" : kind.label;
  }

  @Override
  public int width() {
    return 7;
  }

  @Override
  public long[] statistic(String answer, List<String> references) {
    RougeScore best = score(answer, references);
    return MeanStatistic.of(best.precision(), best.recall(), best.fMeasure());
  }

  /** The score of one row. */
  public RougeScore score(String answer, List<String> references) {
    if (references.isEmpty()) {
      throw new IllegalArgumentException("ROUGE needs at least one reference");
    }
    NGrams grams = new NGrams();
    int[] answerWords = grams.words(RougeTokenizer.tokens(answer, stemmed));
    RougeScore best = null;
    for (String reference : references) {
      int[] words = grams.words(RougeTokenizer.tokens(reference, stemmed));
      RougeScore score = score(grams, answerWords, words);
      best = best == null || score.fMeasure() > best.fMeasure() ? score : best;
    }
    return best;
  }

  private RougeScore score(NGrams grams, int[] answer, int[] reference) {
    return switch (kind) {
      case ONE -> overlap(grams, answer, reference);
      case TWO -> overlap(grams, grams.longer(answer, answer), grams.longer(reference, reference));
      case L ->
          RougeScore.of(commonSubsequence(reference, answer), answer.length, reference.length);
    };
  }

  private static RougeScore overlap(NGrams grams, int[] answer, int[] reference) {
    int common = grams.matches(answer, List.of(reference));
    return RougeScore.of(common, answer.length, reference.length);
  }

  /** The length of a longest common subsequence. */
  private static int commonSubsequence(int[] one, int[] two) {
    int[] previous = new int[two.length + 1];
    int[] current = new int[two.length + 1];
    for (int word : one) {
      for (int j = 1; j <= two.length; j++) {
        current[j] =
            word == two[j - 1] ? previous[j - 1] + 1 : Math.max(previous[j], current[j - 1]);
      }
      int[] swap = previous;
      previous = current;
      current = swap;
    }
    return previous[two.length];
  }

  /** The means of precision, recall and F-measure, from 0 to 1. */
  public RougeScore mean(long[] sum) {
    return new RougeScore(
        MeanStatistic.mean(sum, 0), MeanStatistic.mean(sum, 1), MeanStatistic.mean(sum, 2));
  }

  @Override
  public double value(long[] sum) {
    return 100 * mean(sum).fMeasure();
  }

  @Override
  public String signature(int references) {
    return String.join(
        "|",
        ScoreVersion.references(references),
        "case:lc",
        "tok:rouge-ascii",
        "stem:" + (stemmed ? "porter-nltk" : "no"),
        "score:f1-mean-x100",
        "version:" + ScoreVersion.VERSION);
  }
}
