package io.deltatune.jobs.pipeline;

import io.deltatune.core.config.Resolved;
import io.deltatune.core.recipe.EvaluateRecipe;
import java.util.Map;

/** Answers into scores. */
record EvaluateStage(StageContext context, Resolved<EvaluateRecipe> recipe) implements StageJob {
  @Override
  public Map<String, String> inputs() {
    StageInputs inputs = new StageInputs(context.warehouse());
    recipe.recipe().generations().forEach(inputs::generations);
    return inputs.all();
  }

  @Override
  public Map<String, String> run() {
    throw new UnsupportedOperationException("to come with the evaluation job");
  }
}
