package io.deltatune.jobs.pipeline;

import java.util.Map;

/**
 * What became of a stage.
 *
 * @param skipped whether it had been done before
 * @param outputs what it left, now or before
 */
public record StageOutcome(String stage, boolean skipped, Map<String, String> outputs) {}
