package io.deltatune.jobs.cli;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where rows come from and where results go. */
final class RowFiles {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--in", paramLabel = "IN", description = "The rows, a JSON object a line.")
  private Path in;

  @Option(
      names = "--out",
      paramLabel = "OUT",
      description = "The results; the file appears when all are done.")
  private Path out;

  boolean areGiven() {
    return in != null || out != null;
  }

  Path in() {
    return given(in, "--in=IN");
  }

  Path out() {
    return given(out, "--out=OUT");
  }

  private Path given(Path path, String option) {
    if (path == null) {
      throw new ParameterException(
          command.commandLine(), "Missing required option: '" + option + "'");
    }
    return path;
  }
}
