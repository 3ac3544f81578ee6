package io.deltatune.jobs.pipeline;

import io.deltatune.cluster.train.TrainJob;
import io.deltatune.cluster.train.TrainReport;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.data.table.Tables;
import io.deltatune.jobs.files.TrainWork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rows into an adapter or a model. */
public record TrainStage(StageContext context, Resolved<TrainRecipe> recipe) implements StageJob {
  /** The output that names the folder of the adapter or the model. */
  public static final String RESULT = "result";

  @Override
  public Map<String, String> inputs() {
    TrainRecipe.Data data = recipe.recipe().data();
    StageInputs inputs =
        new StageInputs(context.warehouse()).file("model", recipe.recipe().model().path());
    data.validation()
        .flatMap(TrainRecipe.Validation::file)
        .ifPresent(file -> inputs.file("validation rows", file));
    recipe
        .recipe()
        .objective()
        .referenceModel()
        .ifPresent(path -> inputs.file("reference model", path));
    return data.file()
        .map(file -> inputs.file("rows", file))
        .orElseGet(() -> inputs.table(TrainJob.table(recipe.recipe())).table(Tables.SPLITS))
        .all();
  }

  @Override
  public Map<String, String> run() {
    if (recipe.recipe().data().file().isPresent()) {
      return TrainWork.run(
          recipe, context.progress(), context.interrupted(), context.codeVersion());
    }
    TrainReport report =
        new TrainJob(context.warehouse(), recipe, context.progress(), context.interrupted()).run();
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put("run", report.runId());
    outputs.put(RESULT, report.result().toString());
    outputs.put("result hash", report.resultHash());
    report.merged().ifPresent(folder -> outputs.put(TrainWork.MERGED, folder.toString()));
    outputs.put("rows", Long.toString(report.rows()));
    if (report.withoutLabels() > 0) {
      outputs.put(
          "rows left out",
          report.withoutLabels() + ": nothing of an answer is within the greatest length");
    }
    outputs.put("steps", Long.toString(report.steps()));
    if (report.skipped() > 0) {
      outputs.put("skipped steps", Long.toString(report.skipped()));
    }
    outputs.put("tokens", Long.toString(report.tokens()));
    report
        .heldOutLossBefore()
        .ifPresent(loss -> outputs.put("held-out loss before", Double.toString(loss)));
    report
        .heldOutLossAfter()
        .ifPresent(loss -> outputs.put("held-out loss after", Double.toString(loss)));
    report.resumedFrom().ifPresent(step -> outputs.put("resumed from", "step " + step));
    return outputs;
  }

  @Override
  public boolean stands(Map<String, String> outputs) {
    return outputs.containsKey(RESULT)
        && Files.isDirectory(Path.of(outputs.get(RESULT)))
        && (!outputs.containsKey(TrainWork.MERGED)
            || Files.isDirectory(Path.of(outputs.get(TrainWork.MERGED))));
  }
}
