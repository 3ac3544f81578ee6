package io.deltatune.jobs.console;

import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import java.io.PrintStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with rate and time left on the terminal, once the work has taken two seconds. */
final class ProgressBars implements ProgressReporter {
  private static final double QUIET_SECONDS = 2;

  private final PrintStream out;
  private final int width;

  ProgressBars(PrintStream out, int width) {
    this.out = out;
    this.width = width;
  }

  @Override
  public Progress start(String label, String unit, long total) {
    return new Bar(label, unit, total);
  }

  private final class Bar implements Progress {
    private final String label;
    private final String unit;
    private final long total;
    private final Rate rate;
    private String note = "";
    private ProgressBar bar;

    Bar(String label, String unit, long total) {
      this.label = label;
      this.unit = unit;
      this.total = total;
      this.rate = new Rate(unit, total, System::nanoTime);
    }

    @Override
    public void advance(long units, long tokens) {
      rate.add(units, tokens);
      if (bar == null && rate.seconds() >= QUIET_SECONDS) {
        bar = open();
      }
      if (bar != null) {
        bar.stepTo(rate.done());
        bar.setExtraMessage(extra());
      }
    }

    @Override
    public void note(String text) {
      note = text;
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }

    private String extra() {
      String tokens = rate.tokenRate();
      return " " + tokens + (tokens.isEmpty() || note.isEmpty() ? "" : ", ") + note;
    }

    private ProgressBar open() {
      return new ProgressBarBuilder()
          .setTaskName(label)
          .setInitialMax(total)
          .setUnit(" " + unit, 1)
          .showSpeed()
          .setSpeedUnit(ChronoUnit.SECONDS)
          .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
          .setUpdateIntervalMillis(250)
          .startsFrom(rate.done(), Duration.ofMillis((long) (rate.seconds() * 1000)))
          .setConsumer(new ConsoleProgressBarConsumer(out, width - 1))
          .build();
    }
  }
}
