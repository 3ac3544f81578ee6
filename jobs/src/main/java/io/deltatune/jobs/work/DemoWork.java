package io.deltatune.jobs.work;

import io.deltatune.core.config.Settings;
import io.deltatune.core.recipe.EvaluateRecipe;
import io.deltatune.core.recipe.PipelineRecipe.Job;
import io.deltatune.core.recipe.PipelineRecipe.Stage;
import io.deltatune.jobs.console.Durations;
import io.deltatune.jobs.pipeline.StageOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The pipeline {@code demo}, and a summary of what came out. */
public final class DemoWork {
  private static final String PIPELINE = "conf/pipelines/demo.yaml";

  private DemoWork() {}

  /**
   * @param seed of the split and of training; null for the recipes' own
   */
  public static void run(Workplace workplace, Long seed) {
    Path home = Path.of(System.getProperty("deltatune.home", "")).toAbsolutePath();
    Path file = home.resolve(PIPELINE);
    Pipelines read = Pipelines.read(file, Settings.NONE);
    if (seed != null) {
      read = Pipelines.read(file, Settings.parse(seeds(read, seed)));
    }
    long start = System.nanoTime();
    try (Workshop workshop = Workshop.open(workplace, "demo")) {
      List<StageOutcome> outcomes = PipelineWork.run(workshop, read);
      String time = Durations.words((System.nanoTime() - start) / 1e9);
      new DemoSummary(workshop, labels(read)).print(outcomes, time);
    }
  }

  /** Another seed, set in every stage that has one. */
  private static List<String> seeds(Pipelines read, long seed) {
    List<String> settings = new ArrayList<>();
    for (Stage stage : read.pipeline().stages()) {
      if (stage.job() == Job.INGEST) {
        settings.add(stage.name() + ".split.seed=" + seed);
      } else if (stage.job() == Job.TRAIN) {
        settings.add(stage.name() + ".run.seed=" + seed);
      }
    }
    return settings;
  }

  /** The names of the answers that are compared, the first one being the baseline. */
  private static List<String> labels(Pipelines read) {
    return read.recipes().stream()
        .map(recipe -> recipe.recipe())
        .filter(EvaluateRecipe.class::isInstance)
        .map(EvaluateRecipe.class::cast)
        .findFirst()
        .map(EvaluateRecipe::generations)
        .orElseThrow();
  }
}
