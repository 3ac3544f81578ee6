package io.deltatune.data.row;

import java.time.Instant;

/** A row that no table could take; table {@code quarantine}. */
public record QuarantineRow(
    String id,
    String source,
    String file,
    long line,
    @Nullable Integer part,
    String reason,
    String detail,
    String text,
    @Nullable String rowWent,
    String runId,
    Instant ingestedAt) {
  /** The most characters of the row's text that are kept. */
  public static final int TEXT_LIMIT = 4096;
}
