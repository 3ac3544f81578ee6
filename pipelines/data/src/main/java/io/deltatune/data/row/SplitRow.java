package io.deltatune.data.row;

/** The split of an example; table {@code splits}. */
public record SplitRow(
    String exampleId, String groupKey, String split, long seed, String runId) {}
