package io.deltatune.data.row;

import java.time.Instant;

/** A row that was left out because one that is like it was kept; table {@code duplicates}. */
public record DuplicateRow(
    String id,
    String source,
    String file,
    long line,
    String exampleId,
    String kind,
    @Nullable Double similarity,
    String keptSource,
    String keptFile,
    long keptLine,
    @Nullable String keptExampleId,
    @Nullable String rowWent,
    String runId,
    Instant ingestedAt) {}
