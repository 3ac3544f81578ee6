package io.deltatune.jobs.console;

import java.util.Locale;

/** Times in words. */
public final class Durations {
  private Durations() {}

  /** In the largest unit that helps: {@code 59s}, {@code 1m07s}, {@code 2h05m07s}. */
  public static String words(double seconds) {
    long whole = Math.round(seconds);
    long minutes = whole / 60 % 60;
    if (whole < 60) {
      return whole + "s";
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%dm%02ds", minutes, whole % 60)
        : String.format(Locale.ROOT, "%dh%02dm%02ds", whole / 3600, minutes, whole % 60);
  }
}
