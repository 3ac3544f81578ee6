package io.deltatune.jobs.work;

import io.deltatune.core.config.Resolved;
import io.deltatune.core.config.Settings;
import io.deltatune.core.recipe.PipelineRecipe.Job;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.jobs.console.Durations;
import io.deltatune.jobs.pipeline.StageContext;
import io.deltatune.jobs.pipeline.StageJob;
import io.deltatune.jobs.pipeline.StageJobs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Runs one recipe, whether it was run before or not. */
public final class RecipeWork {
  private RecipeWork() {}

  /**
   * @param overrides as in {@code run.seed=7}
   * @throws io.deltatune.core.error.UserError with every problem of the recipe, or if it asks for
   *     what is not there
   */
  public static void run(Job job, Workplace workplace, Path recipe, List<String> overrides) {
    run(
        job,
        workplace,
        recipe,
        overrides,
        (resolved, context) -> StageJobs.of(job, resolved, context));
  }

  /**
   * Reads only those sources of an ingest recipe that have rows in quarantine.
   *
   * @throws io.deltatune.core.error.UserError as {@link #run}
   */
  public static void requarantine(Workplace workplace, Path recipe, List<String> overrides) {
    run(Job.INGEST, workplace, recipe, overrides, StageJobs::requarantine);
  }

  private static void run(
      Job job,
      Workplace workplace,
      Path recipe,
      List<String> overrides,
      BiFunction<Resolved<? extends Record>, StageContext, StageJob> stage) {
    Resolved<? extends Record> resolved =
        Recipes.read(job.recipe().type(), recipe, Settings.parse(overrides));
    long start = System.nanoTime();
    try (Workshop workshop = Workshop.open(workplace, Verbs.word(job))) {
      Map<String, String> outputs = stage.apply(resolved, workshop.context()).run();
      String time = Durations.words((System.nanoTime() - start) / 1e9);
      workplace.console().message(Verbs.word(job) + ": done in " + time);
      Verbs.print(workplace, outputs);
    }
  }
}
