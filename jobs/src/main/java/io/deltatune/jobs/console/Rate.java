package io.deltatune.jobs.console;

import java.util.Locale;
import java.util.function.LongSupplier;

/** Counts work against a clock and says it in words. */
final class Rate {
  private final String unit;
  private final long total;
  private final LongSupplier nanoseconds;
  private final long start;
  private long done;
  private long tokens;

  Rate(String unit, long total, LongSupplier nanoseconds) {
    this.unit = unit;
    this.total = total;
    this.nanoseconds = nanoseconds;
    this.start = nanoseconds.getAsLong();
  }

  void add(long units, long moreTokens) {
    done += units;
    tokens += moreTokens;
  }

  long done() {
    return done;
  }

  boolean complete() {
    return total > 0 && done >= total;
  }

  double seconds() {
    return (nanoseconds.getAsLong() - start) / 1e9;
  }

  /** As in {@code 120/400 steps, 30 %, 2.5 steps/s, 810 tokens/s, 1m52s left}. */
  String soFar() {
    String share = total > 0 ? String.format(Locale.ROOT, ", %d %%", 100 * done / total) : "";
    return count() + share + rates() + left();
  }

  /** As in {@code 400/400 steps in 2m40s, 2.5 steps/s, 812 tokens/s}. */
  String atTheEnd() {
    return count() + " in " + Durations.words(seconds()) + rates();
  }

  /** The tokens of a second, empty where none were counted. */
  String tokenRate() {
    return tokens == 0 ? "" : perSecond(tokens) + " tokens/s";
  }

  private String count() {
    return (total > 0 ? done + "/" + total : Long.toString(done)) + " " + unit;
  }

  private String rates() {
    String tokenRate = tokenRate();
    return ", "
        + perSecond(done)
        + " "
        + unit
        + "/s"
        + (tokenRate.isEmpty() ? "" : ", " + tokenRate);
  }

  private String left() {
    if (total <= 0 || done <= 0) {
      return "";
    }
    return ", " + Durations.words(seconds() * (total - done) / done) + " left";
  }

  private String perSecond(long amount) {
    double rate = amount / Math.max(seconds(), 1e-3);
    return String.format(Locale.ROOT, rate < 10 ? "%.1f" : "%.0f", rate);
  }
}
