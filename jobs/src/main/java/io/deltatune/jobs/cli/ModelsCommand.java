package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.work.ModelsWork;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The models that the warehouse knows. */
@Command(
    name = "models",
    description = {
      "Lists the models and adapters that were used or made, the newest last.",
      "The base is where a chain of parents begins; the table models holds the whole hashes and paths."
    },
    footer = {
      "  deltatune models",
      "  deltatune sql \"SELECT name, hash, path FROM models WHERE kind = 'adapter'\""
    })
final class ModelsCommand implements Callable<Integer> {
  @ParentCommand private Deltatune deltatune;

  @Override
  public Integer call() {
    ModelsWork.run(deltatune.workplace());
    return ExitStatus.DONE.code();
  }
}
