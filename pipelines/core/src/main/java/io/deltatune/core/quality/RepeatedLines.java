package io.deltatune.core.quality;

/** Lines that stand more than once; short ones, such as a bracket, do not count. */
final class RepeatedLines {
  private static final int SHORTEST = 10;

  private RepeatedLines() {}

  /** How often the most frequent line stands in a text, without the white space around it. */
  static int most(String text) {
    HashCounts counts = null;
    int most = 0;
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      int first = start;
      int last = end;
      while (first < last && text.charAt(first) <= ' ') {
        first++;
      }
      while (last > first && text.charAt(last - 1) <= ' ') {
        last--;
      }
      if (last - first >= SHORTEST) {
        counts = counts == null ? new HashCounts(text.length() / 64) : counts;
        most = Math.max(most, counts.add(hash(text, first, last)));
      }
      start = end + 1;
    }
    return most;
  }

  private static long hash(String text, int start, int end) {
    long hash = 1;
    for (int i = start; i < end; i++) {
      hash = hash * 0x9e3779b97f4a7c15L + text.charAt(i);
    }
    return HashCounts.mixed(hash);
  }
}
