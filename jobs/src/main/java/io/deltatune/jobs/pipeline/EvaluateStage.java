package io.deltatune.jobs.pipeline;

import io.deltatune.cluster.evaluate.EvaluateJob;
import io.deltatune.cluster.evaluate.EvaluateReport;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.recipe.EvaluateRecipe;
import io.deltatune.data.table.Tables;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.functions;

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

  @Override
  public boolean stands(Map<String, String> outputs) {
    return !context
        .warehouse()
        .readOrEmpty(Tables.SCORES)
        .where(functions.col("evaluation_id").equalTo(outputs.get("evaluation")))
        .isEmpty();
  }
}
