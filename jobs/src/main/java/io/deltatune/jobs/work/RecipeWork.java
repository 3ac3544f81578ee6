package io.deltatune.jobs.work;

import io.deltatune.core.recipe.PipelineRecipe.Job;
import java.nio.file.Path;
import java.util.List;

/** To come. */
public final class RecipeWork {
  private RecipeWork() {}

  public static void run(Job job, Workplace workplace, Path recipe, List<String> overrides) {
    if (workplace != null) {
      throw new UnsupportedOperationException("not there yet");
    }
  }
}
