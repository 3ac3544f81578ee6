package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.work.TablesWork;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The data dictionary. */
@Command(
    name = "tables",
    description = {
      "Lists the tables, or one table's columns and comments.",
      "Row counts and versions are those of this warehouse."
    },
    footer = {"  deltatune tables", "  deltatune tables instruction_examples"})
final class TablesCommand implements Callable<Integer> {
  @ParentCommand private Deltatune deltatune;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "One table.")
  private String name;

  @Override
  public Integer call() {
    TablesWork.run(deltatune.workplace(), name);
    return ExitStatus.DONE.code();
  }
}
