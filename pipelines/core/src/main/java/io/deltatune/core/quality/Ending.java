package io.deltatune.core.quality;

import java.util.Optional;

/**
 * How a text ends.
 *
 * @param text without white space at its end
 * @param line where its last line begins
 */
record Ending(String text, int line) {
  private static final String FENCE = "```";
  private static final String STOPS =
      ".!?\u2026\u3002\uff01\uff1f\uff0e\u0964\u06d4\u061f\u0589\u1362";

  /** Fewer words at the end may be a title, a verse or a name; of Han and kana, characters. */
  private static final int WORDS = 8;

  private static final int IDEOGRAPHS = 16;

  static Ending of(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) <= ' ' || text.charAt(end - 1) == '\u00a0')) {
      end--;
    }
    int line = text.lastIndexOf('\n', end - 1) + 1;
    return new Ending(text.substring(0, end), line);
  }

  /** Where it ends, if that is no end. */
  Optional<String> fault() {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (hasOpenFence()) {
      return Optional.of("in an open block of code");
    }
    String place = place(text.charAt(text.length() - 1));
    return place.isEmpty() || isCode() ? Optional.empty() : Optional.of(place);
  }

  private String place(char last) {
    if (",\uff0c\u3001\u060c".indexOf(last) >= 0) {
      return "at a comma";
    }
    if ("([{\u300c\u300e\uff08\u201e\u00ab".indexOf(last) >= 0) {
      return "at an opening bracket";
    }
    boolean letterBefore = text.length() > 1 && Character.isLetter(text.charAt(text.length() - 2));
    if (last == '-' && letterBefore && isProse()) {
      return "at a hyphen";
    }
    boolean isOpen = Character.isLetterOrDigit(last) && isProse() && stopsElsewhere();
    return isOpen ? "in mid-sentence" : "";
  }

  private boolean hasOpenFence() {
    int fences = 0;
    for (int i = text.indexOf(FENCE); i >= 0; i = text.indexOf(FENCE, i + 3)) {
      int start = i;
      while (start > 0 && (text.charAt(start - 1) == ' ' || text.charAt(start - 1) == '\t')) {
        start--;
      }
      fences += start == 0 || text.charAt(start - 1) == '\n' ? 1 : 0;
    }
    return fences % 2 == 1;
  }

  /** Whether the last line is one of a program, a table, a formula, or holds an address. */
  private boolean isCode() {
    String last = text.substring(line);
    return last.startsWith("    ")
        || last.startsWith("\t")
        || last.startsWith("|")
        || last.startsWith(FENCE)
        || last.contains("://")
        || last.chars().anyMatch(c -> "{}=<>;$\\_|#".indexOf(c) >= 0);
  }

  /**
   * Whether the last line has words enough for a sentence, is no item of a list, and goes on behind
   * its last full stop in more than names and titles: with a word that begins with a small letter.
   */
  private boolean isProse() {
    int words = 0;
    int ideographs = 0;
    boolean inWord = false;
    boolean goesOn = false;
    for (int i = line; i < text.length(); i++) {
      char c = text.charAt(i);
      if (hasNoStops(c)) {
        return false;
      }
      boolean letter = Character.isLetterOrDigit(c);
      boolean begins = letter && !inWord;
      boolean ideograph = isIdeograph(c);
      ideographs += ideograph ? 1 : 0;
      words += begins && !ideograph ? 1 : 0;
      goesOn = STOPS.indexOf(c) < 0 && (goesOn || (begins && isSmall(c)));
      inWord = letter || c == '\'' || c == '\u2019';
    }
    return (words >= WORDS || ideographs >= IDEOGRAPHS) && goesOn && !isItem();
  }

  /** Letters of scripts without capitals too. */
  private static boolean isSmall(char c) {
    return Character.isLetter(c) && !Character.isUpperCase(c);
  }

  private boolean isItem() {
    int i = line;
    while (i < text.length() && text.charAt(i) == ' ') {
      i++;
    }
    int digits = i;
    while (digits < text.length() && Characters.isDigit(text.charAt(digits))) {
      digits++;
    }
    // 1. or B) or IV.
    while (digits < text.length() && digits < i + 4 && Characters.isUpper(text.charAt(digits))) {
      digits++;
    }
    boolean numbered =
        digits > i && digits < text.length() && ".):".indexOf(text.charAt(digits)) >= 0;
    return numbered
        || (i < text.length() && "-*\u2022\u2013+>\u25cf\u00b7".indexOf(text.charAt(i)) >= 0);
  }

  /** Whether a sentence ends before the last line's end: the text has full stops. */
  private boolean stopsElsewhere() {
    for (int i = 0; i + 1 < text.length(); i++) {
      char c = text.charAt(i);
      if (STOPS.indexOf(c) >= 0 && (c > 0x2fff || text.charAt(i + 1) <= ' ')) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIdeograph(char c) {
    return c >= '\u3040' && (c <= '\u30ff' || (c >= '\u3400' && c <= '\u9fff'));
  }

  /** Thai, Lao, Tibetan, Burmese, Khmer: sentences end with a blank or with marks of their own. */
  private static boolean hasNoStops(char c) {
    return (c >= '\u0e00' && c <= '\u109f') || (c >= '\u1780' && c <= '\u17ff');
  }
}
