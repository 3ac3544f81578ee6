package io.deltatune.jobs.cli;

import io.deltatune.jobs.console.Console;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells the user what an interruption left behind. The JVM itself ends with 130 on Ctrl-C once its
 * shutdown hooks are done; Spark's hook cancels the running jobs, and Delta's commits are atomic,
 * so that a table holds either all of a write or nothing of it.
 */
final class Interruption {
  /** A training step and its checkpoint fit into this. */
  private static final long SECONDS_TO_STOP = 10;

  private final Console console;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean requested;

  private Interruption(Console console) {
    this.console = console;
  }

  static Interruption watch(Console console) {
    Interruption interruption = new Interruption(console);
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::tell, "interruption"));
    return interruption;
  }

  /** Whether the user wants the work to stop. */
  boolean requested() {
    return requested;
  }

  /** The command came to an end, whichever. */
  void over() {
    over.countDown();
  }

  private void tell() {
    if (over.getCount() == 0) {
      return;
    }
    requested = true;
    console.silence(
        "deltatune: interrupted; the tables are intact, and the same command goes on from there");
    try {
      boolean stopped = over.await(SECONDS_TO_STOP, TimeUnit.SECONDS);
      if (!stopped) {
        // What it was doing is lost; it was not committed anywhere.
        return;
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }
}
