package io.deltatune.cluster.generate;

import io.deltatune.model.generate.Generator;

/**
 * The one open generator of a process, shared by its tasks. A task that wants another one waits
 * until nobody uses the present one, which is then closed.
 */
final class ProcessGenerator {
  private static GeneratorSpec openSpec;
  private static Generator open;
  private static int users;

  private ProcessGenerator() {}

  /** Opens or joins; to be followed by one {@link #release}. */
  static synchronized Generator acquire(GeneratorSpec spec) throws InterruptedException {
    while (users > 0 && !spec.equals(openSpec)) {
      ProcessGenerator.class.wait();
    }
    if (!spec.equals(openSpec)) {
      close();
      open = spec.open();
      openSpec = spec;
    }
    users++;
    return open;
  }

  static synchronized void release() {
    users--;
    ProcessGenerator.class.notifyAll();
  }

  /** Closes what is open, if nobody uses it: at the end of a job in the driver's process. */
  static synchronized void closeIfIdle() {
    if (users == 0) {
      close();
    }
  }

  private static void close() {
    if (open != null) {
      open.close();
    }
    open = null;
    openSpec = null;
  }
}
