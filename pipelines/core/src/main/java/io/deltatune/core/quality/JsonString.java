package io.deltatune.core.quality;

/** What stands between the quotation marks of a JSON string. */
final class JsonString {
  private static final String ESCAPES = "\"\\/bfnrt";
  private static final String MEANINGS = "\"\\/\b\f\n\r\t";

  private JsonString() {}

  /** The text of a source; a backslash that begins no escape stays. */
  static String decoded(String source) {
    StringBuilder text = new StringBuilder(source.length());
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      char next = Characters.at(source, i + 1);
      int escape = c == '\\' ? ESCAPES.indexOf(next) : -1;
      if (escape >= 0) {
        text.append(MEANINGS.charAt(escape));
        i++;
      } else if (c == '\\' && next == 'u' && isHex(source, i + 2)) {
        text.append((char) Integer.parseInt(source.substring(i + 2, i + 6), 16));
        i += 5;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static boolean isHex(String source, int start) {
    for (int i = start; i < start + 4; i++) {
      if (!Characters.isHex(Characters.at(source, i))) {
        return false;
      }
    }
    return true;
  }

  /** A source of a text. */
  static String encoded(String text) {
    StringBuilder source = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int escape = c == '/' ? -1 : MEANINGS.indexOf(c);
      if (escape >= 0) {
        source.append('\\').append(ESCAPES.charAt(escape));
      } else if (c < ' ' || isLone(text, i)) {
        source.append(String.format("\\u%04x", (int) c));
      } else {
        source.append(c);
      }
    }
    return source.toString();
  }

  private static boolean isLone(String text, int index) {
    char c = text.charAt(index);
    return (Character.isHighSurrogate(c)
            && !Character.isLowSurrogate(Characters.at(text, index + 1)))
        || (Character.isLowSurrogate(c)
            && !Character.isHighSurrogate(Characters.at(text, index - 1)));
  }
}
