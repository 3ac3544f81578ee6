package io.deltatune.core.quality;

import java.util.Locale;

/**
 * Addresses of IPv4 (four numbers up to 255) and IPv6 (RFC 4291). Those that name no machine are
 * let pass: loopback, unspecified, masks of networks; and versions of programs ({@code v1.2.3.4}).
 */
final class IpFinder implements Finder {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 45;

  @Override
  public String kind() {
    return "ip";
  }

  @Override
  public String placeholder() {
    return "[IP]";
  }

  @Override
  public boolean mayFind(TextProfile profile) {
    String text = profile.text();
    return profile.digits() > 0
        && (profile.colons() >= 7
            || (profile.colons() >= 2 && text.contains("::"))
            || (profile.longestNumber() >= 4 && hasDots(text)));
  }

  /** Whether three dots stand between digits. */
  private static boolean hasDots(String text) {
    int dots = 0;
    for (int i = text.indexOf('.'); i >= 0 && dots < 3; i = text.indexOf('.', i + 1)) {
      boolean divides =
          Characters.isDigit(Characters.at(text, i - 1))
              && Characters.isDigit(Characters.at(text, i + 1));
      dots += divides ? 1 : 0;
    }
    return dots >= 3;
  }

  @Override
  public long next(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      char before = i > from ? text.charAt(i - 1) : ' ';
      if (!(Characters.isHex(c) || c == ':') || Characters.isName(before) || before == '.') {
        continue;
      }
      int end = Characters.isDigit(c) ? version4(text, i) : 0;
      end = end > 0 || before == ':' || before == '-' ? end : version6(text, i);
      if (end > 0) {
        return Finder.span(i, end);
      }
    }
    return NONE;
  }

  private static int version4(String text, int start) {
    int i = start;
    int first = 0;
    for (int part = 0; part < 4; part++) {
      int value = 0;
      int digits = 0;
      for (; digits < 4 && Characters.isDigit(Characters.at(text, i)); digits++, i++) {
        value = value * 10 + text.charAt(i) - '0';
      }
      if (digits == 0 || value > 255 || (digits > 1 && text.charAt(i - digits) == '0')) {
        return 0;
      }
      first = part == 0 ? value : first;
      if (part < 3 && Characters.at(text, i++) != '.') {
        return 0;
      }
    }
    boolean continues =
        Characters.isName(Characters.at(text, i))
            || (Characters.at(text, i) == '.' && Characters.isDigit(Characters.at(text, i + 1)));
    boolean isNone = first == 0 || first == 127 || first == 255;
    return continues || isNone || isVersion(text, start) ? 0 : i;
  }

  private static boolean isVersion(String text, int start) {
    String before = text.substring(Math.max(0, start - 10), start).toLowerCase(Locale.ROOT);
    return before.contains("version") || before.endsWith("v.") || before.endsWith("section ");
  }

  private static int version6(String text, int start) {
    int groups = 0;
    int digits = 0;
    int colons = 0;
    int decimal = 0;
    boolean compressed = false;
    int inGroup = 0;
    int i = start;
    for (; i < text.length() && i < start + LONGEST; i++) {
      char c = text.charAt(i);
      if (Characters.isHex(c)) {
        groups += inGroup == 0 ? 1 : 0;
        decimal += Characters.isDigit(c) ? 1 : 0;
        digits++;
        if (++inGroup > 4) {
          return 0;
        }
      } else if (c == ':') {
        boolean twice = Characters.at(text, i + 1) == ':';
        if (twice && (compressed || Characters.at(text, i + 2) == ':')) {
          return 0;
        }
        if (!twice && !Characters.isHex(Characters.at(text, i + 1))) {
          break;
        }
        if (!twice && i == start) {
          return 0;
        }
        compressed |= twice;
        colons += twice ? 2 : 1;
        i += twice ? 1 : 0;
        inGroup = 0;
      } else {
        break;
      }
    }
    while (groups > 1
        && Characters.at(text, i) == '.'
        && Characters.isDigit(Characters.at(text, i + 1))) {
      i = digitsEnd(text, i + 1);
    }
    boolean whole = compressed ? groups >= 2 && groups < 8 : groups == 8;
    boolean ends = !Characters.isName(Characters.at(text, i)) && colons >= 2;
    return whole && ends && decimal > 0 && digits > 3 ? i : 0;
  }

  private static int digitsEnd(String text, int start) {
    int i = start;
    while (Characters.isDigit(Characters.at(text, i))) {
      i++;
    }
    return i;
  }
}
