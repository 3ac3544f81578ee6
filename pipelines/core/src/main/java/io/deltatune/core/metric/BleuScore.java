package io.deltatune.core.metric;

import java.util.List;

/**
 * A BLEU score and what it is made of.
 *
 * @param score from 0 to 100; an identical text may print 100.00000000000004
 * @param counts matched n-grams of the orders 1 to 4
 * @param totals n-grams of the answers
 * @param precisions from 0 to 100, after smoothing
 * @param brevityPenalty at most 1
 * @param answerLength tokens of the answers
 * @param referenceLength tokens of the closest references
 */
public record BleuScore(
    double score,
    List<Long> counts,
    List<Long> totals,
    List<Double> precisions,
    double brevityPenalty,
    long answerLength,
    long referenceLength) {}
