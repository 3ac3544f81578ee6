package io.deltatune.jobs.pipeline;

import io.deltatune.cluster.generate.GenerateJob;
import io.deltatune.cluster.generate.GenerateReport;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.recipe.GenerateRecipe;
import io.deltatune.data.table.Tables;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.functions;

/** Prompts into answers. */
record GenerateStage(StageContext context, Resolved<GenerateRecipe> recipe) implements StageJob {
  /** The output that counts the answers of this name in the table. */
  private static final String ANSWERS = "answers in the table";

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
    outputs.put(ANSWERS, Long.toString(answers()));
    return outputs;
  }

  @Override
  public boolean stands(Map<String, String> outputs) {
    return outputs.containsKey(ANSWERS) && answers() >= Long.parseLong(outputs.get(ANSWERS));
  }

  private long answers() {
    return context
        .warehouse()
        .readOrEmpty(Tables.GENERATIONS)
        .where(functions.col("name").equalTo(recipe.recipe().output().name()))
        .count();
  }
}
