package io.deltatune.jobs.pipeline;

import io.deltatune.jobs.console.Console;
import io.deltatune.jobs.console.Durations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Runs stages in order. A stage is skipped when the last time that it was finished it had the same
 * recipe, inputs and code, and what it left is still there.
 */
public final class PipelineRunner {
  private final StageLog log;
  private final Console console;
  private final String codeVersion;
  private final LongSupplier nanoseconds;

  /**
   * @param codeVersion the version of this program, part of every fingerprint
   */
  public PipelineRunner(StageLog log, Console console, String codeVersion) {
    this(log, console, codeVersion, System::nanoTime);
  }

  PipelineRunner(StageLog log, Console console, String codeVersion, LongSupplier nanoseconds) {
    this.log = log;
    this.console = console;
    this.codeVersion = codeVersion;
    this.nanoseconds = nanoseconds;
  }

  /**
   * @param pipeline the name under which the stages are remembered
   * @return what became of each stage, in order
   */
  public List<StageOutcome> run(String pipeline, List<PlannedStage> stages) {
    List<StageOutcome> outcomes = new ArrayList<>();
    for (PlannedStage stage : stages) {
      String place = (outcomes.size() + 1) + "/" + stages.size() + " " + stage.name();
      outcomes.add(run(pipeline, stage, place));
    }
    return outcomes;
  }

  private StageOutcome run(String pipeline, PlannedStage stage, String place) {
    String fingerprint = stage.fingerprint(codeVersion);
    Optional<StageLog.Entry> before =
        log.latest(pipeline, stage.name())
            .filter(entry -> entry.fingerprint().equals(fingerprint))
            .filter(entry -> stage.job().stands(entry.outputs()));
    if (before.isPresent()) {
      console.message("[" + place + "] skipped: done before for the same recipe and inputs");
      return new StageOutcome(stage.name(), true, before.get().outputs());
    }
    console.message("[" + place + "] " + stage.recipe().file());
    long start = nanoseconds.getAsLong();
    Map<String, String> outputs = stage.job().run();
    log.finished(pipeline, stage.name(), new StageLog.Entry(fingerprint, outputs, Instant.now()));
    console.message(
        "[" + place + "] done in " + Durations.words((nanoseconds.getAsLong() - start) / 1e9));
    return new StageOutcome(stage.name(), false, outputs);
  }
}
