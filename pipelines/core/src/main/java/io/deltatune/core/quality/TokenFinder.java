package io.deltatune.core.quality;

/**
 * Keys and tokens that begin with what their issuer begins them with: a published form.
 *
 * @param kind the issuer
 * @param placeholder what stands for one
 * @param prefix how it begins
 * @param alphabet the characters of the rest
 * @param least the fewest characters of the rest
 * @param most the most
 */
record TokenFinder(
    String kind, String placeholder, String prefix, Alphabet alphabet, int least, int most)
    implements Finder {
  /** No form is shorter. */
  static final int SHORTEST = 16;

  /** Characters behind a prefix. */
  enum Alphabet {
    UPPER(""),
    ALPHANUMERIC(""),
    NAME("_"),
    HYPHENATED("_-"),
    PATH("/");

    private final String others;

    Alphabet(String others) {
      this.others = others;
    }

    private boolean takes(char c) {
      return this == UPPER
          ? Characters.isUpper(c) || Characters.isDigit(c)
          : Characters.isAlphanumeric(c) || others.indexOf(c) >= 0;
    }
  }

  @Override
  public boolean mayFind(TextProfile profile) {
    return profile.longestWord() >= SHORTEST;
  }

  @Override
  public long next(String text, int from) {
    // Where the alphabet's characters end: told once for all prefixes that stand among them.
    int end = -1;
    for (int i = text.indexOf(prefix, from); i >= 0; i = text.indexOf(prefix, i + 1)) {
      if (i > from && Characters.isName(text.charAt(i - 1))) {
        continue;
      }
      int start = i + prefix.length();
      if (start > end) {
        end = end(text, start);
      }
      int length = end - start;
      if (length >= least && length <= most && isRandom(text, start, end)) {
        return Finder.span(i, end);
      }
    }
    return NONE;
  }

  private int end(String text, int start) {
    int i = start;
    while (i < text.length() && alphabet.takes(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Words joined by hyphens have neither digits nor capital letters. */
  private boolean isRandom(String text, int start, int end) {
    if (alphabet != Alphabet.HYPHENATED) {
      return true;
    }
    boolean digit = false;
    boolean upper = false;
    for (int i = start; i < end; i++) {
      digit |= Characters.isDigit(text.charAt(i));
      upper |= Characters.isUpper(text.charAt(i));
    }
    return digit && upper;
  }
}
