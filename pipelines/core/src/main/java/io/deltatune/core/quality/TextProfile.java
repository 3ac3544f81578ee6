package io.deltatune.core.quality;

/**
 * What one pass over a text tells: enough for most rules to see that they need not look closer. Two
 * profiles are the same only if they are one object.
 */
final class TextProfile {
  private static final int DIGIT = 1;
  private static final int NUMBER = 2;
  private static final int SPACE = 4;
  private static final int WORD = 8;
  private static final int LETTER = 16;
  private static final int CONTROL = 32;
  private static final byte[] CLASSES = classes();

  private final String text;
  private int letters;
  private int digits;
  private int colons;
  private int equals;
  private int longestWord;
  private int longestNumber;
  private int longestRun;
  private int damaged;
  private int latin;

  private TextProfile(String text) {
    this.text = text;
  }

  private static byte[] classes() {
    byte[] classes = new byte[128];
    for (char c = 0; c < 128; c++) {
      boolean letter = Characters.isUpper(c) || Characters.isLower(c);
      boolean digit = Characters.isDigit(c);
      classes[c] =
          (byte)
              ((letter ? LETTER | WORD : 0)
                  | (digit ? DIGIT | WORD : 0)
                  | (c == '_' || c == '-' ? WORD : 0)
                  | (digit || " +-./()".indexOf(c) >= 0 ? NUMBER : 0)
                  | ((c < ' ' && "\t\n\r\f".indexOf(c) < 0) || c == 127 ? CONTROL : 0)
                  | (c == ' ' || (c >= '\t' && c <= '\r') ? SPACE : 0));
    }
    return classes;
  }

  static TextProfile of(String text) {
    TextProfile profile = new TextProfile(text);
    profile.scan(text.toCharArray());
    return profile;
  }

  private void scan(char[] characters) {
    int wordStart = 0;
    int number = 0;
    int run = 1;
    char previous = 0;
    for (int i = 0; i < characters.length; i++) {
      char c = characters[i];
      int kind = c < 128 ? CLASSES[c] : wide(c);
      if (c == previous && (kind & SPACE) == 0) {
        longestRun = Math.max(longestRun, ++run);
      } else {
        run = 1;
      }
      previous = c;
      if ((kind & NUMBER) != 0) {
        number += kind & DIGIT;
      } else if (number > 0) {
        endNumber(number);
        number = 0;
      }
      if ((kind & LETTER) != 0) {
        letters++;
      }
      if ((kind & WORD) == 0) {
        longestWord = Math.max(longestWord, i - wordStart);
        wordStart = i + 1;
        if ((kind & (SPACE | LETTER)) == 0) {
          count(c, kind);
        }
      }
    }
    longestWord = Math.max(longestWord, characters.length - wordStart);
    endNumber(number);
  }

  private void endNumber(int number) {
    digits += number;
    longestNumber = Math.max(longestNumber, number);
  }

  private void count(char c, int kind) {
    if (c == ':') {
      colons++;
    } else if (c == '=') {
      equals++;
    } else if ((kind & CONTROL) != 0) {
      damaged++;
    }
  }

  private int wide(char c) {
    if (c < '\u00a0' || c == '\ufffd') {
      return CONTROL;
    }
    if (c == '\u00a0' || c == '\u3000') {
      return SPACE | NUMBER;
    }
    latin += c >= '\u00c2' && c <= '\u00f4' ? 1 : 0;
    return Character.isLetter(c) || Character.isSurrogate(c) ? LETTER : 0;
  }

  String text() {
    return text;
  }

  /** Letters of all scripts; halves of surrogate pairs count as letters. */
  int letters() {
    return letters;
  }

  /** ASCII digits. */
  int digits() {
    return digits;
  }

  /** How often {@code :} stands in the text. */
  int colons() {
    return colons;
  }

  /** Whether there is a {@code =} or {@code :}. */
  boolean assigns() {
    return colons + equals > 0;
  }

  /** The longest run of ASCII letters, digits, {@code _} and {@code -}. */
  int longestWord() {
    return longestWord;
  }

  /** The most digits in a run of digits and what stands between those of a telephone number. */
  int longestNumber() {
    return longestNumber;
  }

  /** The longest run of one character other than white space, from 2; else 0. */
  int longestRun() {
    return longestRun;
  }

  /** Control characters but for tab, line ends and form feed; U+FFFD. */
  int damaged() {
    return damaged;
  }

  /** Latin-1 characters that can begin a sequence of UTF-8 that was read as Latin-1. */
  int latin() {
    return latin;
  }
}
