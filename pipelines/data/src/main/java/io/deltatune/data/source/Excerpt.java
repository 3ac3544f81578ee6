package io.deltatune.data.source;

/**
 * The beginning of a text, cut where no name, number or key is cut in two: half a card number would
 * not be known as one any more, and would stand where the whole is masked.
 */
final class Excerpt {
  /** How far before the limit the cut may lie; no number and hardly any key is longer. */
  static final int BACK = 1 << 14;

  private Excerpt() {}

  /**
   * The text itself if it is no longer than the limit; else what stands before a quotation mark or
   * a line end, before it between two words without digits, or, in one endless word, all up to the
   * limit.
   */
  static String of(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int least = Math.max(1, limit - BACK);
    for (int at = limit; at >= least; at--) {
      char next = text.charAt(at);
      if (next == '"' || next == '\n' || (next == ' ' && isBetweenWords(text, at))) {
        return text.substring(0, at);
      }
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
  }

  /** A word has no digits and some small letter: groups of an IBAN are divided by blanks too. */
  private static boolean isBetweenWords(String text, int blank) {
    return isWord(text, blank, -1) && isWord(text, blank, 1);
  }

  private static boolean isWord(String text, int blank, int step) {
    int at = blank + step;
    boolean small = false;
    while (at >= 0 && at < text.length() && text.charAt(at) != ' ') {
      char each = text.charAt(at);
      if (!Character.isLetter(each) && ".,;!?".indexOf(each) < 0) {
        return false;
      }
      small |= Character.isLetter(each) && !Character.isUpperCase(each);
      at += step;
    }
    return small;
  }
}
