package io.deltatune.jobs.pipeline;

import io.deltatune.cluster.sample.SampleJob;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.recipe.SampleRecipe;
import io.deltatune.core.sample.SampleCounts;
import io.deltatune.core.sample.SampleData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The sample data and its tokenizer, from their seed. */
record SampleStage(Resolved<SampleRecipe> recipe) implements StageJob {
  @Override
  public Map<String, String> inputs() {
    return Map.of();
  }

  @Override
  public Map<String, String> run() {
    Path folder = recipe.recipe().output().path().path();
    SampleCounts counts = new SampleJob(recipe.recipe()).run();
    return Map.of("folder", folder.toString(), "counts", counts.toString());
  }

  @Override
  public boolean stands(Map<String, String> outputs) {
    Path folder = recipe.recipe().output().path().path();
    return Files.exists(folder.resolve(SampleData.DEMO))
        && Files.exists(folder.resolve(SampleData.PRETRAIN))
        && Files.isDirectory(folder.resolve(SampleJob.UNTRAINED));
  }
}
