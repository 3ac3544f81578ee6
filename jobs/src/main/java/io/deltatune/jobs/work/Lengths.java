package io.deltatune.jobs.work;

import io.deltatune.core.statistics.LengthDistribution.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lengths in tokens for the terminal. */
final class Lengths {
  private static final int BAR = 30;
  private static final String[] EIGHTHS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

  private Lengths() {}

  /**
   * A line a bucket: its bounds, a bar and its rows. The longest bar is of the same length always.
   */
  static List<String> histogram(List<Bucket> buckets) {
    long most = buckets.stream().mapToLong(Bucket::rows).max().orElse(1);
    List<String> lines = new ArrayList<>();
    for (Bucket bucket : buckets) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%7d -%6d  %s %d",
              bucket.above() + 1,
              bucket.upTo(),
              bar(bucket.rows(), most),
              bucket.rows()));
    }
    return lines;
  }

  /** A share of rows, in per cent with one digit behind the point. */
  static String share(long rows, long of) {
    return String.format(Locale.ROOT, "%.1f %%", of == 0 ? 0.0 : 100.0 * rows / of);
  }

  /** Rows leave a mark however few they are. */
  private static String bar(long rows, long most) {
    if (rows == 0) {
      return "";
    }
    long eighths = Math.max(1, Math.round(8.0 * BAR * rows / most));
    return "█".repeat((int) (eighths / 8)) + EIGHTHS[(int) (eighths % 8)];
  }
}
