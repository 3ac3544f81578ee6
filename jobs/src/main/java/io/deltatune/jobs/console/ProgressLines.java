package io.deltatune.jobs.console;

import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import java.io.PrintStream;
import java.util.function.LongSupplier;

/**
 * Progress where there is no terminal: a line every ten seconds, and one at the end of work that
 * took more than two.
 */
final class ProgressLines implements ProgressReporter {
  private static final double QUIET_SECONDS = 2;
  private static final double SECONDS_BETWEEN_LINES = 10;

  private final PrintStream out;
  private final LongSupplier nanoseconds;

  /**
   * @param nanoseconds a clock like {@link System#nanoTime()}
   */
  ProgressLines(PrintStream out, LongSupplier nanoseconds) {
    this.out = out;
    this.nanoseconds = nanoseconds;
  }

  @Override
  public Progress start(String label, String unit, long total) {
    return new Lines(label, new Rate(unit, total, nanoseconds));
  }

  private final class Lines implements Progress {
    private final String label;
    private final Rate rate;
    private double shown;
    private String note = "";

    Lines(String label, Rate rate) {
      this.label = label;
      this.rate = rate;
    }

    @Override
    public void advance(long units, long tokens) {
      rate.add(units, tokens);
      if (!rate.complete() && rate.seconds() - shown >= SECONDS_BETWEEN_LINES) {
        shown = rate.seconds();
        out.println(label + ": " + rate.soFar() + note);
      }
    }

    @Override
    public void note(String text) {
      note = ", " + text;
    }

    @Override
    public void close() {
      if (rate.seconds() >= QUIET_SECONDS) {
        out.println(label + ": " + rate.atTheEnd() + note);
      }
    }
  }
}
