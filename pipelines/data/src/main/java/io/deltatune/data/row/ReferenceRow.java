package io.deltatune.data.row;

import java.time.Instant;

/** What a reference model makes of a pair; table {@code reference_log_probabilities}. */
public record ReferenceRow(
    String referenceModel,
    @Nullable String precision,
    String pair,
    double chosen,
    double rejected,
    String runId,
    Instant computedAt) {}
