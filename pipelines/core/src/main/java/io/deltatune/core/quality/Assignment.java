package io.deltatune.core.quality;

import java.util.Locale;

/**
 * A name and the value that is given to it, as programs, settings, JSON and people write it: {@code
 * NAME=value}, {@code "name": "value"}, {@code name := 'value'}, {@code name => value}.
 *
 * @param name in small letters, without quotation marks; empty if there is none
 * @param start where the value begins, behind its quotation mark
 * @param end where it ends
 * @param quoted whether it stands in quotation marks
 */
record Assignment(String name, int start, int end, boolean quoted) {
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_VALUE = 256;

  /** The assignment whose sign ({@code =} or {@code :}) stands at a place. */
  static Assignment at(String text, int sign) {
    String name = name(text, sign);
    int i = sign + 1;
    while (i < sign + 4 && (Characters.at(text, i) == '=' || Characters.at(text, i) == '>')) {
      i++;
    }
    while (i < sign + 8 && Characters.at(text, i) == ' ') {
      i++;
    }
    int escaped = Characters.at(text, i) == '\\' ? 1 : 0;
    char mark = Characters.at(text, i + escaped);
    boolean quoted = isMark(mark);
    int start = quoted ? i + escaped + 1 : i;
    int end = start;
    int most = Math.min(text.length(), start + LONGEST_VALUE);
    while (end < most && !ends(text.charAt(end), quoted, mark)) {
      end++;
    }
    if (!quoted) {
      while (end > start && ".,;:!?)]}".indexOf(text.charAt(end - 1)) >= 0) {
        end--;
      }
    }
    return new Assignment(name, start, end, quoted);
  }

  /** The name before a sign in small letters, its quotation mark and blanks skipped. */
  static String name(String text, int sign) {
    int end = sign;
    while (end > 0 && sign - end < 4 && (" \\:".indexOf(text.charAt(end - 1)) >= 0)) {
      end--;
    }
    end -= end > 0 && isMark(text.charAt(end - 1)) ? 1 : 0;
    end -= end > 0 && text.charAt(end - 1) == '\\' ? 1 : 0;
    int start = end;
    while (start > 0
        && end - start < LONGEST_NAME
        && (Characters.isName(text.charAt(start - 1)) || text.charAt(start - 1) == '-')) {
      start--;
    }
    return text.substring(start, end).toLowerCase(Locale.ROOT);
  }

  private static boolean ends(char c, boolean quoted, char mark) {
    return quoted
        ? c == mark || c == '\n' || c == '\\'
        : c <= ' ' || isMark(c) || "&;,<".indexOf(c) >= 0;
  }

  private static boolean isMark(char c) {
    return c == '"' || c == '\'' || c == '`';
  }
}
