package io.deltatune.jobs.work;

import io.deltatune.core.config.Resolved;
import io.deltatune.core.config.Settings;
import io.deltatune.core.recipe.PipelineRecipe.Stage;
import io.deltatune.core.recipe.RecipeKind;
import io.deltatune.core.recipe.Recipes;
import java.nio.file.Path;
import java.util.List;

/** Tells the problems of a recipe, or its plan. */
public final class CheckWork {
  private CheckWork() {}

  /**
   * @throws io.deltatune.core.error.UserError with every problem
   */
  public static void run(Workplace workplace, Path recipe, List<String> overrides) {
    RecipeKind kind = Recipes.kind(recipe);
    Settings settings = Settings.parse(overrides);
    if (kind == RecipeKind.PIPELINE) {
      pipeline(workplace, recipe, settings);
    } else {
      Resolved<? extends Record> resolved = Recipes.read(kind.type(), recipe, settings);
      workplace.console().line(recipe + ": no problems");
      try (Workshop workshop = Workshop.openQuickly(workplace, "check")) {
        new Plan(workshop).lines(resolved.recipe()).forEach(workplace.console()::line);
      }
    }
  }

  private static void pipeline(Workplace workplace, Path file, Settings settings) {
    Pipelines read = Pipelines.read(file, settings);
    workplace.console().line(file + ": no problems in " + read.recipes().size() + " stages");
    try (Workshop workshop = Workshop.openQuickly(workplace, "check")) {
      Plan plan = new Plan(workshop);
      for (int place = 0; place < read.recipes().size(); place++) {
        Stage stage = read.pipeline().stages().get(place);
        workplace
            .console()
            .line((place + 1) + ". " + stage.name() + ": " + read.recipes().get(place).file());
        plan.lines(read.recipes().get(place).recipe()).forEach(workplace.console()::line);
      }
    }
  }
}
