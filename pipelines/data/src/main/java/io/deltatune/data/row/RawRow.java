package io.deltatune.data.row;

import java.time.Instant;

/** A source row as read; table {@code raw_records}. */
public record RawRow(
    String id,
    String source,
    String file,
    long line,
    String hash,
    String text,
    String runId,
    Instant ingestedAt) {}
