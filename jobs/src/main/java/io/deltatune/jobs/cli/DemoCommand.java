package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.work.DemoWork;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The whole path on sample data. */
@Command(
    name = "demo",
    description = {
      "The whole path on sample data: ingest, tune, answer, score, compare.",
      "What an earlier demo did in the same warehouse is not done again."
    },
    footer = {
      "  deltatune demo",
      "  deltatune demo --seed 7 --warehouse /tmp/another-split",
      "  deltatune sql \"SELECT * FROM scores\""
    })
final class DemoCommand implements Callable<Integer> {
  @ParentCommand private Deltatune deltatune;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Another seed gives another split of the data and another order of training.")
  private Long seed;

  @Override
  public Integer call() {
    DemoWork.run(deltatune.workplace(), seed);
    return ExitStatus.DONE.code();
  }
}
