package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.work.WarmUpWork;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** For the build only: loads the classes that go into the archive of the quick start. */
@Command(
    name = "warm-up",
    hidden = true,
    description = "Loads what most commands load, for the archive of classes.",
    footer = "  deltatune warm-up")
final class WarmUpCommand implements Callable<Integer> {
  @ParentCommand private Deltatune deltatune;

  @Override
  public Integer call() {
    WarmUpWork.run(deltatune.workplace());
    return ExitStatus.DONE.code();
  }
}
