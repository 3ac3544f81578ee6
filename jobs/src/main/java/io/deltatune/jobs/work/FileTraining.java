package io.deltatune.jobs.work;

import io.deltatune.cluster.CodeVersion;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.config.Settings;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.jobs.console.Durations;
import io.deltatune.jobs.files.TrainWork;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Training on rows of a file, which needs no Spark. */
public final class FileTraining {
  private FileTraining() {}

  /**
   * Trains, if the recipe's rows come from a file.
   *
   * @return false if they come from a table; then nothing was done
   * @throws io.deltatune.core.error.UserError with every problem of the recipe, or as {@link
   *     TrainWork#run}
   */
  public static boolean run(Workplace workplace, Path recipe, List<String> overrides) {
    Resolved<TrainRecipe> resolved =
        Recipes.read(TrainRecipe.class, recipe, Settings.parse(overrides));
    if (resolved.recipe().data().file().isEmpty()) {
      return false;
    }
    workplace.log().capture();
    long start = System.nanoTime();
    Map<String, String> told =
        TrainWork.run(
            resolved,
            workplace.console().progress(),
            workplace.interrupted(),
            CodeVersion.current());
    String time = Durations.words((System.nanoTime() - start) / 1e9);
    workplace.console().message("train: done in " + time);
    Verbs.print(workplace, told);
    return true;
  }
}
