package io.deltatune.core.quality;

/**
 * Text whose UTF-8 was read as Windows-1252 or Latin-1: {@code é} has become {@code Ã©}, an
 * apostrophe {@code â€™}. Its characters, written back as bytes, are sequences of UTF-8 again.
 * Those of Latin-1's letters, of punctuation and of emoji hardly ever happen by chance; others
 * count only next to one another, as in Cyrillic or Chinese words, since a letter with an accent
 * before quotation marks looks the same.
 */
final class Mojibake {
  /** Windows-1252's characters for the bytes 0x80 to 0x9F; 0 where it has none. */
  private static final String HIGH =
      "\u20ac\0\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\0\u017d\0"
          + "\0\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\0\u017e"
          + "\u0178";

  private Mojibake() {}

  /** How many characters of the text once were others. */
  static int places(String text) {
    int places = 0;
    int pairEnd = -1;
    for (int i = 0; i + 1 < text.length(); i++) {
      char lead = text.charAt(i);
      if (lead < '\u00c2' || lead > '\u00f4') {
        continue;
      }
      int length = lead < '\u00e0' ? 2 : lead < '\u00f0' ? 3 : 4;
      if (!isContinued(text, i, length)) {
        continue;
      }
      places += isSure(lead, text.charAt(i + 1)) || pairEnd == i ? 1 : 0;
      i += length - 1;
      pairEnd = i + 1;
    }
    return places;
  }

  private static boolean isSure(char lead, char next) {
    return switch (lead) {
      case '\u00c2', '\u00c3' -> next >= '\u0080' && next <= '\u00bf';
      case '\u00e2' -> next == '\u20ac' || next == '\u0080';
      case '\u00ef' -> next == '\u00bb' || next == '\u00bc';
      default -> lead >= '\u00f0';
    };
  }

  private static boolean isContinued(String text, int start, int length) {
    for (int i = start + 1; i < start + length; i++) {
      if (i >= text.length() || !isContinuation(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a character was a byte from 0x80 to 0xBF. */
  private static boolean isContinuation(char c) {
    return (c >= '\u0080' && c <= '\u00bf') || (c > '\u00ff' && HIGH.indexOf(c) >= 0);
  }
}
