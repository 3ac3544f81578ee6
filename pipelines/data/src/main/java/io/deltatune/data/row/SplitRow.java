package io.deltatune.data.row;

/** An entry in the register of splits. */
public record SplitRow(
    String exampleId,
    String groupKey,
    String split,
    long seed,
    @Nullable String source,
    @Nullable String clusterKey,
    String runId) {}
