package io.deltatune.jobs.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where rows come from and where results go. */
final class RowFiles {
  @Option(
      names = "--in",
      paramLabel = "IN",
      required = true,
      description = "The rows, a JSON object a line.")
  private Path in;

  @Option(
      names = "--out",
      paramLabel = "OUT",
      required = true,
      description = "The results; the file appears when all are done.")
  private Path out;

  Path in() {
    return in;
  }

  Path out() {
    return out;
  }
}
