package io.deltatune.data.row;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A finished ingest run and its accounts; table {@code ingest_runs}. */
public record IngestRunRow(
    String id,
    String recipeHash,
    String recipe,
    long seed,
    List<IngestedFile> files,
    long rowsRead,
    long rowsOut,
    long rowsNew,
    long rowsQuarantined,
    long rowsDuplicate,
    Map<String, Long> examplesNew,
    Map<String, Long> quarantinedByReason,
    Map<String, String> versionsBefore,
    Map<String, String> versionsAfter,
    @Nullable List<String> notes,
    String codeVersion,
    Instant startedAt,
    Instant finishedAt) {}
