package io.deltatune.jobs.work;

/** To come. */
public final class TablesWork {
  private TablesWork() {}

  public static void run(Workplace workplace, String name) {
    if (workplace != null) {
      throw new UnsupportedOperationException("not there yet");
    }
  }
}
