package io.deltatune.core.metric;

import io.deltatune.core.text.PythonText;
import java.util.ArrayList;
import java.util.List;

/**
 * The tokeniser {@code 13a} of BLEU, mteval-v13a's as sacreBLEU defines it. Its four substitutions
 * are passes over the characters; as with regular expressions, a character that one match has taken
 * is not seen by the next match of the same pass.
 */
final class Tokenizer13a {
  private Tokenizer13a() {}

  /** The tokens of a segment. */
  static List<String> tokens(String segment) {
    String line = unescaped(PythonText.stripEnd(segment));
    CharSequence spaced = symbols(" " + line + " ");
    spaced = afterNonDigit(spaced);
    spaced = beforeNonDigit(spaced);
    return words(afterDigit(spaced));
  }

  private static String unescaped(String segment) {
    String line = segment.replace("<skipped>", "").replace("-\n", "").replace('\n', ' ');
    return line.indexOf('&') < 0
        ? line
        : line.replace("&quot;", "\"")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">");
  }

  /** Sets symbols apart: all of ASCII but letters, digits, controls and {@code ' , - .} */
  private static StringBuilder symbols(CharSequence in) {
    StringBuilder out = new StringBuilder(in.length() * 2);
    for (int i = 0; i < in.length(); i++) {
      char c = in.charAt(i);
      if (isSymbol(c)) {
        out.append(' ').append(c).append(' ');
      } else {
        out.append(c);
      }
    }
    return out;
  }

  private static boolean isSymbol(char c) {
    return (c >= ' ' && c <= '&')
        || (c >= '(' && c <= '+')
        || c == '/'
        || (c >= ':' && c <= '@')
        || (c >= '[' && c <= '`')
        || (c >= '{' && c <= '~');
  }

  /** Sets a period or comma apart from a character before it that is no digit. */
  private static StringBuilder afterNonDigit(CharSequence in) {
    StringBuilder out = new StringBuilder(in.length() * 2);
    int i = 0;
    while (i < in.length()) {
      char c = in.charAt(i++);
      out.append(c);
      if (!isDigit(c) && i < in.length() && isPoint(in.charAt(i))) {
        out.append(' ').append(in.charAt(i++)).append(' ');
      }
    }
    return out;
  }

  /** Sets a period or comma apart from a character behind it that is no digit. */
  private static StringBuilder beforeNonDigit(CharSequence in) {
    StringBuilder out = new StringBuilder(in.length() * 2);
    int i = 0;
    while (i < in.length()) {
      char c = in.charAt(i++);
      if (isPoint(c) && i < in.length() && !isDigit(in.charAt(i))) {
        out.append(' ').append(c).append(' ').append(in.charAt(i++));
      } else {
        out.append(c);
      }
    }
    return out;
  }

  /** Sets a hyphen apart that follows a digit. */
  private static StringBuilder afterDigit(CharSequence in) {
    StringBuilder out = new StringBuilder(in.length() * 2);
    for (int i = 0; i < in.length(); i++) {
      char c = in.charAt(i);
      if (c == '-' && i > 0 && isDigit(in.charAt(i - 1))) {
        out.append(" - ");
      } else {
        out.append(c);
      }
    }
    return out;
  }

  private static List<String> words(CharSequence line) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= line.length(); i++) {
      boolean inWord = i < line.length() && !PythonText.isSpace(line.charAt(i));
      if (inWord && start < 0) {
        start = i;
      } else if (!inWord && start >= 0) {
        words.add(line.subSequence(start, i).toString());
        start = -1;
      }
    }
    return words;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isPoint(char c) {
    return c == '.' || c == ',';
  }
}
