package io.deltatune.jobs.pipeline;

import io.deltatune.cluster.generate.GenerateJob;
import io.deltatune.cluster.generate.GenerateReport;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.recipe.GenerateRecipe;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prompts into answers. */
record GenerateStage(StageContext context, Resolved<GenerateRecipe> recipe) implements StageJob {
  @Override
  public Map<String, String> inputs() {
    GenerateRecipe generate = recipe.recipe();
    StageInputs inputs =
        new StageInputs(context.warehouse()).file("model", generate.model().path()).examples();
    generate.adapter().ifPresent(adapter -> inputs.file("adapter", adapter));
    generate.run().ifPresent(inputs::trainingRun);
    return inputs.all();
  }

  @Override
  public Map<String, String> run() {
    GenerateReport report = new GenerateJob(context.warehouse(), recipe, context.progress()).run();
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put("name", report.name());
    outputs.put("model hash", report.model());
    if (report.adapter() != null) {
      outputs.put("adapter hash", report.adapter());
    }
    outputs.put("rows", Long.toString(report.rows()));
    outputs.put("rows answered now", Long.toString(report.generated()));
    outputs.put("tokens", Long.toString(report.tokens()));
    return outputs;
  }
}
