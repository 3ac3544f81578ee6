package io.deltatune.core.quality;

/**
 * N-grams of words that stand more than once. A word is a run of letters and digits, whatever their
 * case; in scripts without blanks between words, each character of Han and kana.
 *
 * @param words the words
 * @param ngrams the n-grams
 * @param repeated those that were there before
 */
record RepeatedWords(int words, int ngrams, int repeated) {
  private static final long FACTOR = 0x9e3779b97f4a7c15L;

  static RepeatedWords of(String text, int ngram) {
    HashCounts counts = new HashCounts(text.length() / 8);
    long[] window = new long[ngram];
    int words = 0;
    int repeated = 0;
    int i = 0;
    int length = text.length();
    while (i < length) {
      char c = text.charAt(i++);
      if (!isWord(c)) {
        continue;
      }
      long hash = folded(c);
      if (!isIdeograph(c)) {
        while (i < length && isWord(text.charAt(i)) && !isIdeograph(text.charAt(i))) {
          hash = hash * 31 + folded(text.charAt(i++));
        }
      }
      window[words++ % ngram] = HashCounts.mixed(hash);
      if (words >= ngram && counts.add(hash(window, words)) > 1) {
        repeated++;
      }
    }
    return new RepeatedWords(words, Math.max(0, words - ngram + 1), repeated);
  }

  /** The share of n-grams that were there before. */
  double share() {
    return ngrams == 0 ? 0 : (double) repeated / ngrams;
  }

  private static long hash(long[] window, int words) {
    long hash = 0;
    for (int i = 0; i < window.length; i++) {
      hash = hash * FACTOR + window[(words + i) % window.length];
    }
    return hash;
  }

  private static boolean isWord(char c) {
    return c < 128 ? Characters.isAlphanumeric(c) : Character.isLetterOrDigit(c) || isMark(c);
  }

  /** Marks that belong to the letter before, as in Hindi and Thai; halves of rarer characters. */
  private static boolean isMark(char c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.SURROGATE;
  }

  private static boolean isIdeograph(char c) {
    return c >= '\u3040' && (c <= '\u30ff' || (c >= '\u3400' && c <= '\u9fff'));
  }

  private static long folded(char c) {
    return c < 128 ? (Characters.isUpper(c) ? c + 32 : c) : Character.toLowerCase(c);
  }
}
