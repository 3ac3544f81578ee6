package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.work.CheckWork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Problems and plan, nothing run. */
@Command(
    name = "check",
    description = {
      "Tells every problem of a recipe at once, or the plan if there is none.",
      "The plan: rows, tokens, parameters, memory. Nothing is run and nothing is written."
    },
    footer = {
      "  deltatune check conf/train/demo-lora.yaml",
      "  deltatune check conf/pipelines/demo.yaml",
      "  deltatune check conf/train/demo-lora.yaml --set batch.max_length=512"
    })
final class CheckCommand implements Callable<Integer> {
  @ParentCommand private Deltatune deltatune;

  @Parameters(paramLabel = "RECIPE", description = "The recipe or pipeline, a YAML file.")
  private Path recipe;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces one value of the recipe; may be repeated.")
  private List<String> overrides = new ArrayList<>();

  @Override
  public Integer call() {
    CheckWork.run(deltatune.workplace(), recipe, overrides);
    return ExitStatus.DONE.code();
  }
}
