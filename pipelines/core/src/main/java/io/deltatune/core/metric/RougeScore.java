package io.deltatune.core.metric;

/**
 * ROUGE of one answer, or the mean of many, each number from 0 to 1.
 *
 * @param precision the share of the answer's units that the reference has
 * @param recall the share of the reference's units that the answer has
 * @param fMeasure their harmonic mean, of each row before it is averaged
 */
public record RougeScore(double precision, double recall, double fMeasure) {
  /** The score of so many common units. */
  static RougeScore of(int common, int answerUnits, int referenceUnits) {
    double precision = (double) common / Math.max(answerUnits, 1);
    double recall = (double) common / Math.max(referenceUnits, 1);
    double sum = precision + recall;
    return new RougeScore(precision, recall, sum > 0 ? 2 * precision * recall / sum : 0);
  }
}
