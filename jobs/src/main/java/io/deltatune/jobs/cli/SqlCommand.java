package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.console.RowFormat;
import io.deltatune.jobs.work.SqlWork;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** A query over the tables. */
@Command(
    name = "sql",
    description = {
      "Asks the tables in Spark's SQL.",
      "Values that are too long for the terminal are cut with '…'; csv and json are never cut."
    },
    footer = {
      "  deltatune sql \"SELECT split, count(*) AS rows FROM splits GROUP BY split\"",
      "  deltatune sql \"SELECT * FROM scores\" --format csv > scores.csv",
      "  deltatune sql \"DESCRIBE HISTORY instruction_examples\" --format json",
      "  deltatune sql \"SELECT count(*) FROM generations VERSION AS OF 1\""
    })
final class SqlCommand implements Callable<Integer> {
  @ParentCommand private Deltatune deltatune;

  @Parameters(paramLabel = "QUERY", description = "One SQL statement, in quotes.")
  private String query;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv (with a header), or json (an object a line); default: table.")
  private RowFormat format;

  @Override
  public Integer call() {
    SqlWork.run(deltatune.workplace(), query, format);
    return ExitStatus.DONE.code();
  }
}
