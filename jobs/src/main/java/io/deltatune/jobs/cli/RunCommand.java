package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.work.PipelineWork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Stages in order. */
@Command(
    name = "run",
    description = {
      "Runs the stages of a pipeline in order, without those that are done.",
      "A stage is done when the table pipeline_stages has it with the same recipe and inputs."
    },
    footer = {
      "  deltatune run conf/pipelines/demo.yaml",
      "  deltatune run conf/pipelines/demo.yaml --set train.run.max_steps=20",
      "  deltatune run conf/pipelines/sample-model.yaml"
    })
final class RunCommand implements Callable<Integer> {
  @ParentCommand private Deltatune deltatune;

  @Parameters(paramLabel = "PIPELINE", description = "The pipeline, a YAML file.")
  private Path pipeline;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces one value of the pipeline; may be repeated.")
  private List<String> overrides = new ArrayList<>();

  @Override
  public Integer call() {
    PipelineWork.run(deltatune.workplace(), pipeline, overrides);
    return ExitStatus.DONE.code();
  }
}
