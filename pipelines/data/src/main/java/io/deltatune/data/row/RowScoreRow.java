package io.deltatune.data.row;

/** The score of one answer; table {@code row_scores}. */
public record RowScoreRow(
    String generationId, String exampleId, String metric, double value, String signature) {}
