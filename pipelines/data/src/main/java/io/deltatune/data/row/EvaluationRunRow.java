package io.deltatune.data.row;

import java.time.Instant;
import java.util.List;

/** A finished evaluation; table {@code evaluation_runs}. */
public record EvaluationRunRow(
    String id,
    String name,
    String recipeHash,
    String recipe,
    List<String> labels,
    String dataTable,
    String dataVersion,
    String split,
    long rows,
    String codeVersion,
    Instant startedAt,
    Instant finishedAt) {}
