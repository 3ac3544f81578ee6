package io.deltatune.model.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.model.engine.AvailableMemory;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.file.AtomicFiles;
import io.deltatune.model.file.JsonFiles;
import io.deltatune.model.train.Evaluation;
import io.deltatune.model.train.TrainingResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a finished run tells of itself. In its folder {@code run.json} holds it under the names of
 * the table {@code training_runs}, and the model card in words.
 *
 * @param data where the rows came from
 * @param resumedFrom the step of the checkpoint that this part of the run went on from
 * @param computation how it was computed
 */
public record RunSummary(
    TrainingRun run,
    TrainingRun.Outcome outcome,
    Data data,
    OptionalLong resumedFrom,
    Computation computation) {
  /**
   * Where rows came from.
   *
   * @param name the table or the file
   * @param version of the table; of a file a hash over its rows
   * @param runId of the run in the tables; empty where none are written
   */
  public record Data(String name, String version, Optional<String> runId) {}

  /**
   * How a run was computed. The memory is that of the whole process, the JVM included.
   *
   * @param peakMemory the most bytes that were resident; empty where the system does not say
   * @param started of this part of the run
   */
  public record Computation(
      int threads, String codeVersion, OptionalLong peakMemory, Instant started, Instant finished) {
    /** One that began at an instant and ends now. */
    public static Computation since(Instant started, String codeVersion) {
      return new Computation(
          EngineProcess.threads(),
          codeVersion,
          AvailableMemory.peakOfProcess(),
          started,
          Instant.now());
    }

    /** How long it took. */
    public Duration time() {
      return Duration.between(started, finished);
    }
  }

  /** Writes both files. */
  public void write(Path folder) {
    JsonFiles.write(folder.resolve(RunFolder.SUMMARY), json(new RunFolder(folder)));
    AtomicFiles.writeText(
        folder.resolve(RunFolder.CARD), new ModelCard(this, new RunFolder(folder)).text());
  }

  private ObjectNode json(RunFolder folder) {
    TrainRecipe recipe = run.resolved().recipe();
    TrainingResult result = outcome.result();
    ObjectNode told = JsonNodeFactory.instance.objectNode();
    data.runId().ifPresent(id -> told.put("id", id));
    told.put("name", recipe.output().name())
        .put("recipe_hash", run.resolved().hash())
        .put("objective", recipe.objective().type().label())
        .put("base_model", run.base().hash())
        .put("result_model", outcome.hash().orElseThrow());
    outcome.merged().ifPresent(merged -> told.put("merged_model", merged.hash()));
    told.put("data_table", data.name())
        .put("data_version", data.version())
        .put("rows", run.rows().examples().size())
        .put("rows_left_out", run.rows().leftOut().size())
        .put("steps", result.steps())
        .put("skipped_steps", result.skipped())
        .put("tokens", result.tokens());
    loss(result.firstEvaluation(), "validation_loss_before", told);
    loss(result.lastEvaluation(), "validation_loss_after", told);
    put(result.bestStep(), "best_step", told);
    told.put("trainable_parameters", outcome.trained())
        .put("seed", recipe.run().seed())
        .put("precision", run.precision().label())
        .put("precision_reason", run.precision().reason())
        .put("threads", computation.threads());
    put(resumedFrom, "resumed_from_step", told);
    told.put("resumed_with", String.join("; ", folder.resumedWith()));
    put(computation.peakMemory(), "peak_memory", told);
    return told.put("code_version", computation.codeVersion())
        .put("started_at", computation.started().toString())
        .put("finished_at", computation.finished().toString());
  }

  private static void loss(Optional<Evaluation> evaluation, String key, ObjectNode told) {
    evaluation.ifPresent(measured -> told.put(key, measured.loss()));
  }

  private static void put(OptionalLong value, String key, ObjectNode told) {
    value.ifPresent(number -> told.put(key, number));
  }
}
