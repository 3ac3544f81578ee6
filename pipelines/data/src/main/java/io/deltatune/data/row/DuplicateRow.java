package io.deltatune.data.row;

import java.time.Instant;

/** A row that was left out because another with its content was kept; table {@code duplicates}. */
public record DuplicateRow(
    String id,
    String source,
    String file,
    long line,
    String exampleId,
    String kind,
    String keptSource,
    String keptFile,
    long keptLine,
    String runId,
    Instant ingestedAt) {}
