package io.deltatune.core.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * rouge-score's default tokeniser: lower case, then runs of ASCII letters and digits. All other
 * text, other alphabets too, is white space to it.
 */
final class RougeTokenizer {
  private static final int LONGEST_UNSTEMMED = 3;

  private RougeTokenizer() {}

  /**
   * The tokens of a text.
   *
   * @param stemmed whether tokens of more than three characters are reduced to their stems
   */
  static List<String> tokens(String text, boolean stemmed) {
    String lower = text.toLowerCase(Locale.ROOT);
    List<String> tokens = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= lower.length(); i++) {
      boolean inToken = i < lower.length() && isTokenCharacter(lower.charAt(i));
      if (inToken && start < 0) {
        start = i;
      } else if (!inToken && start >= 0) {
        String token = lower.substring(start, i);
        boolean reduce = stemmed && token.length() > LONGEST_UNSTEMMED;
        tokens.add(reduce ? PorterStemmer.stem(token) : token);
        start = -1;
      }
    }
    return tokens;
  }

  private static boolean isTokenCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
