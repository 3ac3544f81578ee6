package io.deltatune.data.row;

import java.time.Instant;

/** A model or adapter, by content; table {@code models}. */
public record ModelRow(
    String hash,
    String kind,
    String name,
    @Nullable String parent,
    String architecture,
    long parameters,
    String dtype,
    String path,
    @Nullable String runId,
    Instant createdAt) {}
