package io.deltatune.jobs.cli;

import io.deltatune.jobs.console.Console;

/**
 * Tells the user what an interruption left behind. The JVM itself ends with 130 on Ctrl-C once its
 * shutdown hooks are done; Spark's hook cancels the running jobs, and Delta's commits are atomic,
 * so that a table holds either all of a write or nothing of it.
 */
final class Interruption {
  private final Console console;
  private volatile boolean over;

  private Interruption(Console console) {
    this.console = console;
  }

  static Interruption watch(Console console) {
    Interruption interruption = new Interruption(console);
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::tell, "interruption"));
    return interruption;
  }

  /** The command came to its own end. */
  void over() {
    over = true;
  }

  private void tell() {
    if (over) {
      return;
    }
    console.silence(
        "deltatune: interrupted; the tables are intact, and the same command goes on from there");
  }
}
