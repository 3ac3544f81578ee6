package io.deltatune.core.quality;

import java.util.HashMap;
import java.util.Map;

/**
 * International bank account numbers (ISO 13616): the country's length by the SWIFT registry, check
 * digits modulo 97 (ISO 7064), groups divided by single blanks or hyphens, or none.
 */
final class IbanFinder implements Finder {
  private static final long serialVersionUID = 1L;

  private static final Map<String, Integer> LENGTHS = new HashMap<>();

  static {
    lengths(15, "NO");
    lengths(16, "BE");
    lengths(18, "DK FO FI GL NL SD FK");
    lengths(19, "MK SI");
    lengths(20, "AT BA EE KZ LT LU XK MN");
    lengths(21, "CH HR LI LV");
    lengths(22, "BG BH CR DE GB GE IE ME RS VA");
    lengths(23, "AE GI IL IQ TL OM SO");
    lengths(24, "AD CZ ES MD PK RO SA SE SK TN VG");
    lengths(25, "PT ST LY");
    lengths(26, "IS TR");
    lengths(27, "FR GR IT MC MR SM BI DJ");
    lengths(28, "AL AZ BY CY DO GT HU LB PL SV NI");
    lengths(29, "BR EG PS QA UA");
    lengths(30, "JO KW MU YE");
    lengths(31, "MT SC");
    lengths(32, "LC");
    lengths(33, "RU");
  }

  private static void lengths(int length, String countries) {
    for (String country : countries.split(" ", -1)) {
      LENGTHS.put(country, length);
    }
  }

  @Override
  public String kind() {
    return "iban";
  }

  @Override
  public String placeholder() {
    return "[IBAN]";
  }

  @Override
  public boolean mayFind(TextProfile profile) {
    return profile.digits() >= 10;
  }

  @Override
  public long next(String text, int from) {
    int last = text.length() - 15;
    for (int i = from; i <= last; i++) {
      if (Characters.isDigit(text.charAt(i + 2))
          && Characters.isDigit(text.charAt(i + 3))
          && Character.isLetter(text.charAt(i))
          && Character.isLetter(text.charAt(i + 1))
          && (i == from || !Characters.isName(text.charAt(i - 1)))) {
        int end = end(text, i);
        if (end > 0) {
          return Finder.span(i, end);
        }
      }
    }
    return NONE;
  }

  private static int end(String text, int start) {
    String country = "" + upper(text.charAt(start)) + upper(text.charAt(start + 1));
    int length = LENGTHS.getOrDefault(country, 0);
    char[] characters = new char[length];
    int count = 0;
    int i = start;
    for (; i < text.length() && count < length; i++) {
      char c = text.charAt(i);
      if (Characters.isAlphanumeric(c)) {
        characters[count++] = upper(c);
      } else if ((c != ' ' && c != '-' && c != '\u00a0')
          || !Characters.isAlphanumeric(text.charAt(i - 1))) {
        return 0;
      }
    }
    boolean whole = length > 0 && count == length && !Characters.isName(Characters.at(text, i));
    return whole && isChecked(characters) ? i : 0;
  }

  private static char upper(char c) {
    return Characters.isLower(c) ? (char) (c - 32) : c;
  }

  /** Letters are numbers from 10; the first four characters come last; the remainder is 1. */
  private static boolean isChecked(char[] characters) {
    int remainder = 0;
    for (int i = 0; i < characters.length; i++) {
      char c = characters[(i + 4) % characters.length];
      remainder =
          Characters.isDigit(c)
              ? (remainder * 10 + c - '0') % 97
              : (remainder * 100 + c - 'A' + 10) % 97;
    }
    return remainder == 1;
  }
}
