package io.deltatune.data.row;

import java.time.Instant;

/** The score of a whole evaluation; table {@code scores}. */
public record ScoreRow(
    String evaluationId,
    String name,
    String label,
    @Nullable String comparedWith,
    String model,
    @Nullable String adapter,
    String metric,
    double value,
    long rows,
    String signature,
    String decoding,
    String dataTable,
    String dataVersion,
    String split,
    Instant scoredAt) {}
