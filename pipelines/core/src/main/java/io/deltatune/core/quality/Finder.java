package io.deltatune.core.quality;

import java.io.Serializable;

/** Finds one kind of data in texts, in time linear in the text. It holds no state. */
interface Finder extends Serializable {
  /** What {@link #next} gives when there is nothing. */
  long NONE = -1;

  /** The kind's name in recipes: {@code email}. */
  String kind();

  /** What stands for a match in masked text; never a match itself. */
  String placeholder();

  /** False where a look at the profile tells that there is nothing. */
  boolean mayFind(TextProfile profile);

  /**
   * The first match in {@code text} that begins at {@code from} or later and does not need what
   * stands before {@code from}, as {@link #span}; or {@link #NONE}.
   */
  long next(String text, int from);

  /** From {@code start} to before {@code end}. */
  static long span(int start, int end) {
    return ((long) start << 32) | end;
  }

  static int start(long span) {
    return (int) (span >> 32);
  }

  static int end(long span) {
    return (int) span;
  }

  /** Matches in a text. */
  default int count(String text) {
    int count = 0;
    for (long span = next(text, 0); span != NONE; span = next(text, end(span))) {
      count++;
    }
    return count;
  }

  /** The text with the placeholder in place of every match; the text itself if there is none. */
  default String mask(String text) {
    long span = next(text, 0);
    if (span == NONE) {
      return text;
    }
    StringBuilder masked = new StringBuilder(text.length());
    int from = 0;
    while (span != NONE) {
      masked.append(text, from, start(span)).append(placeholder());
      from = end(span);
      span = next(text, from);
    }
    return masked.append(text, from, text.length()).toString();
  }
}
