package io.deltatune.jobs.work;

import io.deltatune.core.config.Resolved;
import io.deltatune.core.config.Settings;
import io.deltatune.core.recipe.PipelineRecipe;
import io.deltatune.core.recipe.PipelineRecipe.Job;
import io.deltatune.core.recipe.PipelineRecipe.Stage;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.jobs.pipeline.StageSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A pipeline with the recipes of its stages, all of them read.
 *
 * @param recipes one a stage, in order
 */
record Pipelines(PipelineRecipe pipeline, List<Resolved<? extends Record>> recipes) {
  private static final Set<Job> WRITE_FILES = Set.of(Job.SAMPLE, Job.TOKENIZER, Job.TRAIN);

  /**
   * @throws io.deltatune.core.error.UserError with every problem of every stage
   */
  static Pipelines read(Path file, Settings settings) {
    PipelineRecipe own =
        Recipes.read(PipelineRecipe.class, file, StageSettings.own(settings)).recipe();
    PipelineRecipe pipeline = StageSettings.apply(own, settings);
    List<Resolved<? extends Record>> recipes = Recipes.stages(pipeline);
    requireFiles(pipeline);
    return new Pipelines(pipeline, recipes);
  }

  /** What is read before any stage that writes files must be there already. */
  private static void requireFiles(PipelineRecipe pipeline) {
    for (Stage stage : pipeline.stages()) {
      if (WRITE_FILES.contains(stage.job())) {
        return;
      }
      Recipes.read(stage.job().recipe().type(), stage.recipe().path(), stage.set());
    }
  }
}
