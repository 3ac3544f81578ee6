package io.deltatune.core.quality;

import java.util.Locale;
import java.util.Set;

/**
 * Addresses of e-mail: the local parts and host names in use (a subset of RFC 5321), Latin letters
 * with accents among them.
 */
final class EmailFinder implements Finder {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_LOCAL = 64;
  private static final int LONGEST_HOST = 253;

  /** {@code icon@2x.png} names a file. */
  private static final Set<String> FILES =
      Set.of("png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js");

  @Override
  public String kind() {
    return "email";
  }

  @Override
  public String placeholder() {
    return "[EMAIL]";
  }

  @Override
  public boolean mayFind(TextProfile profile) {
    return profile.text().indexOf('@') >= 0;
  }

  @Override
  public long next(String text, int from) {
    for (int at = text.indexOf('@', from); at >= 0; at = text.indexOf('@', at + 1)) {
      int start = local(text, at, from);
      int end = start < at ? host(text, at + 1) : at;
      if (end > at + 1 && !isNoAddress(text, start, at, end)) {
        return Finder.span(start, end);
      }
    }
    return NONE;
  }

  private static int local(String text, int at, int from) {
    int least = Math.max(from, at - LONGEST_LOCAL);
    int start = at;
    while (start > least && isLocal(text.charAt(start - 1))) {
      start--;
    }
    while (start < at && !isLetterOrDigit(text.charAt(start))) {
      start++;
    }
    return text.charAt(at - (start < at ? 1 : 0)) == '.' ? at : start;
  }

  /** The end of the longest host name with a dot and a top level of letters; or its beginning. */
  private static int host(String text, int start) {
    int end = start;
    int label = start;
    int most = Math.min(text.length(), start + LONGEST_HOST);
    int i = start;
    for (; i < most && isHost(text.charAt(i)); i++) {
      if (text.charAt(i) == '.') {
        if (i == label || text.charAt(i - 1) == '-') {
          return end;
        }
        end = Math.max(end, topLevel(text, start, label, i));
        label = i + 1;
      }
    }
    return Math.max(end, topLevel(text, start, label, i));
  }

  /** The end of a label's letters if they can be a top level, with or without a hyphen behind. */
  private static int topLevel(String text, int start, int label, int end) {
    int letters = label;
    while (letters < end && isLetter(text.charAt(letters))) {
      letters++;
    }
    boolean isEnd = letters == end || text.charAt(letters) == '-';
    return label > start && isEnd && letters - label >= 2 && letters - label <= 24 ? letters : 0;
  }

  private static boolean isNoAddress(String text, int start, int at, int end) {
    String top = text.substring(text.lastIndexOf('.', end - 1) + 1, end).toLowerCase(Locale.ROOT);
    boolean isRepository =
        text.startsWith("git@", start) && at == start + 3 && Characters.at(text, end) == ':';
    return isRepository || FILES.contains(top);
  }

  private static boolean isLocal(char c) {
    return isLetterOrDigit(c) || "._%+'-".indexOf(c) >= 0;
  }

  private static boolean isHost(char c) {
    return isLetterOrDigit(c) || c == '.' || c == '-';
  }

  private static boolean isLetterOrDigit(char c) {
    return Characters.isDigit(c) || isLetter(c);
  }

  private static boolean isLetter(char c) {
    return Characters.isLower(c)
        || Characters.isUpper(c)
        || (c >= '\u00c0' && c <= '\u024f' && c != '\u00d7' && c != '\u00f7');
  }
}
