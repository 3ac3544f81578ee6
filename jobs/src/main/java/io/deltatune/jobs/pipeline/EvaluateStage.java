package io.deltatune.jobs.pipeline;

import io.deltatune.cluster.evaluate.EvaluateJob;
import io.deltatune.cluster.evaluate.EvaluateReport;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.recipe.EvaluateRecipe;
import java.util.LinkedHashMap;
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
    EvaluateReport report = new EvaluateJob(context.warehouse(), recipe, context.progress()).run();
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put("evaluation", report.id());
    report
        .scores()
        .forEach(
            (name, scores) ->
                scores.forEach(
                    score ->
                        outputs.put(name + " " + score.metric(), Double.toString(score.value()))));
    return outputs;
  }
}
