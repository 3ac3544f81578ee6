package io.deltatune.data.row;

import java.time.Instant;
import java.util.Map;

/** A finished stage of a pipeline; table {@code pipeline_stages}. */
public record PipelineStageRow(
    String pipeline,
    String stage,
    String fingerprint,
    Map<String, String> outputs,
    Instant finishedAt) {}
