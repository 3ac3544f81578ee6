package io.deltatune.core.quality;

/**
 * What one pass over a text tells: enough for most rules to see that they need not look closer.
 *
 * @param text the text
 * @param letters letters of all scripts; surrogates count as letters
 * @param digits ASCII digits
 * @param colons {@code :}
 * @param assigns whether there is a {@code =} or {@code :}
 * @param longestWord the longest run of ASCII letters, digits, {@code _} and {@code -}
 * @param longestNumber the most digits in a run of digits and what stands between those of a
 *     telephone or card number
 * @param longestRun the longest run of one character other than white space
 * @param damaged control characters but for tab, line ends and form feed; U+FFFD
 * @param latin characters of the Latin-1 supplement that begin a sequence of UTF-8 read as Latin-1
 */
record TextProfile(
    String text,
    int letters,
    int digits,
    int colons,
    boolean assigns,
    int longestWord,
    int longestNumber,
    int longestRun,
    int damaged,
    int latin) {
  private static final int WORD = 1;
  private static final int DIGIT = 2;
  private static final int NUMBER = 4;
  private static final int LETTER = 8;
  private static final int CONTROL = 16;
  private static final int SPACE = 32;
  private static final byte[] CLASSES = classes();

  private static byte[] classes() {
    byte[] classes = new byte[128];
    for (char c = 0; c < 128; c++) {
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digit = c >= '0' && c <= '9';
      classes[c] =
          (byte)
              ((letter || digit || c == '_' || c == '-' ? WORD : 0)
                  | (digit ? DIGIT : 0)
                  | (digit || " +-./()".indexOf(c) >= 0 ? NUMBER : 0)
                  | (letter ? LETTER : 0)
                  | ((c < ' ' && "\t\n\r\f".indexOf(c) < 0) || c == 127 ? CONTROL : 0)
                  | (c == ' ' || (c >= '\t' && c <= '\r') ? SPACE : 0));
    }
    return classes;
  }

  static TextProfile of(String text) {
    int letters = 0;
    int digits = 0;
    int colons = 0;
    int equals = 0;
    int word = 0;
    int longestWord = 0;
    int number = 0;
    int longestNumber = 0;
    int run = 0;
    int longestRun = 0;
    int damaged = 0;
    int latin = 0;
    char previous = 0;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      int kind = c < 128 ? CLASSES[c] : wide(c);
      if ((kind & WORD) != 0) {
        word++;
      } else {
        longestWord = Math.max(longestWord, word);
        word = 0;
        equals += c == '=' ? 1 : 0;
        colons += c == ':' ? 1 : 0;
        damaged += (kind & CONTROL) != 0 ? 1 : 0;
        latin += c >= '\u00c2' && c <= '\u00f4' ? 1 : 0;
      }
      letters += (kind & LETTER) >> 3;
      if ((kind & NUMBER) != 0) {
        number += (kind & DIGIT) >> 1;
        digits += (kind & DIGIT) >> 1;
      } else {
        longestNumber = Math.max(longestNumber, number);
        number = 0;
      }
      if (c == previous && (kind & SPACE) == 0) {
        run++;
        longestRun = Math.max(longestRun, run);
      } else {
        run = 1;
      }
      previous = c;
    }
    return new TextProfile(
        text,
        letters,
        digits,
        colons,
        colons + equals > 0,
        Math.max(longestWord, word),
        Math.max(longestNumber, number),
        longestRun,
        damaged,
        latin);
  }

  private static int wide(char c) {
    if (c < '\u00a0' || c == '\ufffd') {
      return CONTROL;
    }
    if (c == '\u00a0' || c == '\u3000') {
      return SPACE | NUMBER;
    }
    return Character.isLetter(c) || Character.isSurrogate(c) ? LETTER : 0;
  }
}
