package io.deltatune.core.quality;

/** JSON Web Tokens (RFC 7519): header and payload, both JSON in base64url, and a signature. */
final class JwtFinder implements Finder {
  private static final long serialVersionUID = 1L;

  /** An opening brace and a quotation mark in base64. */
  private static final String BEGINNING = "eyJ";

  private static final int LEAST = 8;

  @Override
  public String kind() {
    return "jwt";
  }

  @Override
  public String placeholder() {
    return "[JWT]";
  }

  @Override
  public boolean mayFind(TextProfile profile) {
    return profile.longestWord() >= TokenFinder.SHORTEST && profile.text().contains(BEGINNING);
  }

  @Override
  public long next(String text, int from) {
    int i = text.indexOf(BEGINNING, from);
    while (i >= 0) {
      int end = part(text, i);
      boolean begins = i == from || !Characters.isName(text.charAt(i - 1));
      if (begins && end - i >= LEAST && text.startsWith("." + BEGINNING, end)) {
        int payload = part(text, end + 1);
        int signature = Characters.at(text, payload) == '.' ? part(text, payload + 1) : payload;
        return Finder.span(i, signature);
      }
      i = text.indexOf(BEGINNING, Math.max(end, i + 1));
    }
    return NONE;
  }

  private static int part(String text, int start) {
    int i = start;
    while (i < text.length() && (Characters.isName(text.charAt(i)) || text.charAt(i) == '-')) {
      i++;
    }
    return i;
  }
}
