package io.deltatune.jobs.pipeline;

import io.deltatune.core.config.Resolved;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.recipe.PipelineRecipe.Job;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stage with its recipe and the job that does it.
 *
 * @param name its name in the pipeline
 */
public record PlannedStage(String name, Job kind, Resolved<? extends Record> recipe, StageJob job) {
  /** SHA-256 over all that the stage's result depends on. */
  String fingerprint(String codeVersion) {
    ContentHash hash =
        ContentHash.of("pipeline stage").field(kind.name()).field(recipe.hash()).field(codeVersion);
    Map<String, String> inputs = new TreeMap<>(job.inputs());
    inputs.forEach((input, content) -> hash.field(input).field(content));
    return hash.hex();
  }
}
