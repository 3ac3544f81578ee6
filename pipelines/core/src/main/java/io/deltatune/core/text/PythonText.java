package io.deltatune.core.text;

/**
 * White space as Python's {@code str} sees it, which the reference implementations of the chat
 * template and of the metrics rest upon. It differs from Java's: the no-break spaces, the next line
 * U+0085 and the information separators U+001C to U+001F count.
 */
public final class PythonText {
  private PythonText() {}

  /** Whether Python's {@code str.isspace} holds for the character. */
  public static boolean isSpace(char character) {
    if (character <= 0x20) {
      return character == ' '
          || (character >= '\t' && character <= '\r')
          || (character >= 0x1c && character <= 0x1f);
    }
    if (character < 0x1680) {
      return character == 0x85 || character == 0xa0;
    }
    return character == 0x1680
        || (character >= 0x2000 && character <= 0x200a)
        || character == 0x2028
        || character == 0x2029
        || character == 0x202f
        || character == 0x205f
        || character == 0x3000;
  }

  /** The text without white space at its ends, as {@code str.strip()}. */
  public static String strip(String text) {
    int from = 0;
    while (from < text.length() && isSpace(text.charAt(from))) {
      from++;
    }
    return stripEnd(text.substring(from));
  }

  /** The text without white space at its end, as {@code str.rstrip()}. */
  public static String stripEnd(String text) {
    int to = text.length();
    while (to > 0 && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(0, to);
  }
}
