package io.deltatune.data.metric;

/**
 * The score of many answers.
 *
 * @param metric the metric's name
 * @param value from 0 to 100
 * @param rows answers that were scored
 * @param signature how it was computed
 */
public record CorpusScore(String metric, double value, long rows, String signature) {}
