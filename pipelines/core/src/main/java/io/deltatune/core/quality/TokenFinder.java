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
    for (int i = text.indexOf(prefix, from); i >= 0; i = text.indexOf(prefix, i + 1)) {
      boolean begins = i == from || !Characters.isName(text.charAt(i - 1));
      int end = begins ? end(text, i + prefix.length()) : 0;
      if (end > 0) {
        return Finder.span(i, end);
      }
    }
    return NONE;
  }

  /** The end of the rest that begins at {@code start}, or 0 if that is none. */
  private int end(String text, int start) {
    boolean digit = false;
    boolean upper = false;
    int last = Math.min(text.length(), start + most + 1);
    int i = start;
    for (; i < last && alphabet.takes(text.charAt(i)); i++) {
      digit |= Characters.isDigit(text.charAt(i));
      upper |= Characters.isUpper(text.charAt(i));
    }
    // Words joined by hyphens have neither digits nor capital letters.
    boolean isRandom = alphabet != Alphabet.HYPHENATED || (digit && upper);
    return i - start >= least && i - start <= most && isRandom ? i : 0;
  }
}
