package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.work.CompareWork;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Two training runs side by side. */
@Command(
    name = "compare",
    description = {
      "Shows two training runs side by side: time, memory, losses, recipes.",
      "A RUN is an output name (its newest run), an id of the table training_runs, or a run's folder."
    },
    footer = {
      "  deltatune compare gemma-3-1b-lora gemma-3-1b-qlora",
      "  deltatune compare runs/mine/3f2a9c1b7d40 runs/mine/b81e5d20c6aa",
      "  deltatune sql \"SELECT name, id, finished_at FROM training_runs\""
    })
final class CompareCommand implements Callable<Integer> {
  @ParentCommand private Deltatune deltatune;

  @Parameters(index = "0", paramLabel = "RUN", description = "A training run.")
  private String run;

  @Parameters(index = "1", paramLabel = "OTHER", description = "The run to hold against it.")
  private String other;

  @Override
  public Integer call() {
    CompareWork.run(deltatune.workplace(), run, other);
    return ExitStatus.DONE.code();
  }
}
