package io.deltatune.jobs;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.cli.Deltatune;
import io.deltatune.jobs.console.Console;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Runs a command under {@code spark-submit}. */
final class Submitted {
  private static final String HOME = "deltatune.home";

  private Submitted() {}

  /** Returns when the command is done, as a cluster's driver must; ends the process otherwise. */
  static void run(String command, String... args) {
    findHome();
    String[] all = Stream.concat(Stream.of(command), Stream.of(args)).toArray(String[]::new);
    ExitStatus status = Deltatune.run(Console.ofProcess(), all);
    if (status != ExitStatus.DONE) {
      System.exit(status.code());
    }
  }

  /** The folder of the jar, where it is the distribution's: recipes name its samples. */
  private static void findHome() {
    URI jar =
        URI.create(Submitted.class.getProtectionDomain().getCodeSource().getLocation().toString());
    if (System.getProperty(HOME) == null && "file".equals(jar.getScheme())) {
      Path folder = Path.of(jar).getParent();
      if (Files.isDirectory(folder.resolve("conf"))) {
        System.setProperty(HOME, folder.toString());
      }
    }
  }
}
