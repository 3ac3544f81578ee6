package io.deltatune.core.quality;

/** Private keys in PEM (RFC 7468), OpenPGP's and OpenSSH's among them, also without their end. */
final class PrivateKeyFinder implements Finder {
  private static final long serialVersionUID = 1L;
  private static final String BEGIN = "-----BEGIN ";
  private static final String LABEL = "PRIVATE KEY";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final int LONGEST_LABEL = 40;
  private static final int LONGEST_KEY = 16_384;

  @Override
  public String kind() {
    return "private_key";
  }

  @Override
  public String placeholder() {
    return "[PRIVATE_KEY]";
  }

  @Override
  public boolean mayFind(TextProfile profile) {
    return profile.longestRun() >= 5 && profile.text().contains(BEGIN);
  }

  @Override
  public long next(String text, int from) {
    for (int i = text.indexOf(BEGIN, from); i >= 0; i = text.indexOf(BEGIN, i + 1)) {
      int label = text.indexOf(DASHES, i + BEGIN.length());
      if (label > 0
          && label - i <= BEGIN.length() + LONGEST_LABEL
          && text.substring(i, label).contains(LABEL)) {
        return Finder.span(i, end(text, label + DASHES.length()));
      }
      if (label < 0) {
        return NONE;
      }
    }
    return NONE;
  }

  /** Behind the line that ends the key; behind the last of its base64 where it has no end. */
  private static int end(String text, int start) {
    String body = text.substring(start, Math.min(text.length(), start + LONGEST_KEY));
    int dashes = body.indexOf(DASHES);
    if (dashes >= 0 && body.startsWith(END, dashes)) {
      int label = body.indexOf(DASHES, dashes + END.length());
      if (label >= 0 && label - dashes <= END.length() + LONGEST_LABEL) {
        return start + label + DASHES.length();
      }
    }
    int i = start;
    while (i < text.length() && isBase64(text.charAt(i))) {
      i++;
    }
    while (i > start && Character.isWhitespace(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }

  /** Base64 and line ends, also those written as {@code \n}. */
  private static boolean isBase64(char c) {
    return Characters.isAlphanumeric(c) || "+/=\r\n\\".indexOf(c) >= 0;
  }
}
