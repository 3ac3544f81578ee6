package io.deltatune.jobs.work;

import io.deltatune.core.config.Settings;
import io.deltatune.core.recipe.PipelineRecipe.Stage;
import io.deltatune.jobs.console.Durations;
import io.deltatune.jobs.pipeline.PipelineRunner;
import io.deltatune.jobs.pipeline.PlannedStage;
import io.deltatune.jobs.pipeline.StageContext;
import io.deltatune.jobs.pipeline.StageJobs;
import io.deltatune.jobs.pipeline.StageOutcome;
import io.deltatune.jobs.pipeline.WarehouseStageLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a pipeline. */
public final class PipelineWork {
  private PipelineWork() {}

  /**
   * @param overrides as in {@code train.run.seed=7}, the first word being a stage
   * @throws io.deltatune.core.error.UserError with every problem of every stage, or if a stage asks
   *     for what is not there
   */
  public static void run(Workplace workplace, Path pipeline, List<String> overrides) {
    Pipelines read = Pipelines.read(pipeline, Settings.parse(overrides));
    long start = System.nanoTime();
    try (Workshop workshop = Workshop.open(workplace, "run " + read.pipeline().name())) {
      List<StageOutcome> outcomes = run(workshop, read);
      long skipped = outcomes.stream().filter(StageOutcome::skipped).count();
      workplace
          .console()
          .message(
              read.pipeline().name()
                  + ": "
                  + (outcomes.size() - skipped)
                  + " stages done, "
                  + skipped
                  + " skipped, in "
                  + Durations.words((System.nanoTime() - start) / 1e9));
      workplace.console().message("  tables: " + workshop.warehouse().path());
      Verbs.log(workplace);
    }
  }

  /** Runs the stages in an open session. */
  static List<StageOutcome> run(Workshop workshop, Pipelines read) {
    StageContext context = workshop.context();
    List<PlannedStage> stages = new ArrayList<>();
    for (int place = 0; place < read.recipes().size(); place++) {
      Stage stage = read.pipeline().stages().get(place);
      stages.add(
          new PlannedStage(
              stage.name(),
              stage.job(),
              read.recipes().get(place),
              StageJobs.of(stage.job(), read.recipes().get(place), context)));
    }
    return new PipelineRunner(
            new WarehouseStageLog(workshop.warehouse()),
            workshop.workplace().console(),
            context.codeVersion())
        .run(read.pipeline().name(), stages);
  }
}
