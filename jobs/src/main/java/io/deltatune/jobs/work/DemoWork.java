package io.deltatune.jobs.work;

/** To come. */
public final class DemoWork {
  private DemoWork() {}

  public static void run(Workplace workplace, Long seed) {
    if (workplace != null) {
      throw new UnsupportedOperationException("not there yet");
    }
  }
}
