package io.deltatune.core.quality;

/** Passwords before the host of a URL (RFC 3986, section 3.2.1): {@code ftp://me:secret@host}. */
final class UrlPasswordFinder implements Finder {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 128;

  @Override
  public String kind() {
    return "password";
  }

  @Override
  public String placeholder() {
    return "[PASSWORD]";
  }

  @Override
  public boolean mayFind(TextProfile profile) {
    return profile.text().indexOf('@') >= 0 && profile.text().contains("://");
  }

  @Override
  public long next(String text, int from) {
    for (int i = text.indexOf("://", from); i >= 0; i = text.indexOf("://", i + 1)) {
      int colon = -1;
      int most = Math.min(text.length(), i + 3 + LONGEST);
      for (int k = i + 3; k < most && isUser(text.charAt(k)); k++) {
        if (text.charAt(k) == ':' && colon < 0) {
          colon = k;
        } else if (text.charAt(k) == '@') {
          if (colon > 0 && k > colon + 1 && "[<{$".indexOf(text.charAt(colon + 1)) < 0) {
            return Finder.span(colon + 1, k);
          }
          break;
        }
      }
    }
    return NONE;
  }

  private static boolean isUser(char c) {
    return c > ' ' && "/?#\"'<>\\".indexOf(c) < 0;
  }
}
