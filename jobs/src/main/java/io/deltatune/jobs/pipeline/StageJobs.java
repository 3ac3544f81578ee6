package io.deltatune.jobs.pipeline;

import io.deltatune.core.config.Resolved;
import io.deltatune.core.recipe.EvaluateRecipe;
import io.deltatune.core.recipe.GenerateRecipe;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.PipelineRecipe.Job;
import io.deltatune.core.recipe.SampleRecipe;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.data.ingest.Ingestion.Scope;

/** The job of every kind of recipe. */
public final class StageJobs {
  private StageJobs() {}

  /**
   * @param recipe of the kind that the job takes
   */
  public static StageJob of(Job kind, Resolved<? extends Record> recipe, StageContext context) {
    return switch (kind) {
      case SAMPLE, TOKENIZER -> new SampleStage(as(SampleRecipe.class, recipe));
      case INGEST -> new IngestStage(context, as(IngestRecipe.class, recipe), Scope.ALL);
      case TRAIN -> new TrainStage(context, as(TrainRecipe.class, recipe));
      case GENERATE -> new GenerateStage(context, as(GenerateRecipe.class, recipe));
      case EVALUATE -> new EvaluateStage(context, as(EvaluateRecipe.class, recipe));
    };
  }

  /** The ingestion of those of a recipe's sources that have rows in quarantine. */
  public static StageJob requarantine(Resolved<? extends Record> recipe, StageContext context) {
    return new IngestStage(context, as(IngestRecipe.class, recipe), Scope.QUARANTINED);
  }

  private static <R extends Record> Resolved<R> as(
      Class<R> type, Resolved<? extends Record> resolved) {
    return new Resolved<>(
        type.cast(resolved.recipe()), resolved.file(), resolved.hash(), resolved.yaml());
  }
}
