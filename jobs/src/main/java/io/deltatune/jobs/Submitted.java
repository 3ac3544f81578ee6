package io.deltatune.jobs;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.cli.Deltatune;
import io.deltatune.jobs.console.Console;
import java.util.stream.Stream;

/** Runs a command under {@code spark-submit}. */
final class Submitted {
  private Submitted() {}

  /** Returns when the command is done, as a cluster's driver must; ends the process otherwise. */
  static void run(String command, String... args) {
    String[] all = Stream.concat(Stream.of(command), Stream.of(args)).toArray(String[]::new);
    ExitStatus status = Deltatune.run(Console.ofProcess(), all);
    if (status != ExitStatus.DONE) {
      System.exit(status.code());
    }
  }
}
