package io.deltatune.core.quality;

/** Classes of characters, and the edges of what stands in a text. */
final class Characters {
  private Characters() {}

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  static boolean isAlphanumeric(char c) {
    return isDigit(c) || isUpper(c) || isLower(c);
  }

  /** ASCII letters, digits and the underscore. */
  static boolean isName(char c) {
    return isAlphanumeric(c) || c == '_';
  }

  static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /** The character at a place, or a line feed outside of the text. */
  static char at(String text, int index) {
    return index >= 0 && index < text.length() ? text.charAt(index) : '\n';
  }

  /** Whether the characters on both sides of an index do not continue a name. */
  static boolean isEdge(String text, int index) {
    return !isName(at(text, index - 1)) || !isName(at(text, index));
  }
}
