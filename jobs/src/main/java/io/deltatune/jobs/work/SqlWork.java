package io.deltatune.jobs.work;

import io.deltatune.jobs.console.RowFormat;

/** To come. */
public final class SqlWork {
  private SqlWork() {}

  public static void run(Workplace workplace, String query, RowFormat format) {
    if (workplace != null) {
      throw new UnsupportedOperationException("not there yet");
    }
  }
}
