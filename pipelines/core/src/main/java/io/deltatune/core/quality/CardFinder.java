package io.deltatune.core.quality;

/**
 * Numbers of payment cards: 14 to 19 digits (Visa gives out none of 13 any more), bare or in groups
 * divided by single blanks or hyphens, that begin as the networks' do and whose check digit
 * (ISO/IEC 7812-1, Luhn) is right.
 */
final class CardFinder implements Finder {
  private static final long serialVersionUID = 1L;
  private static final int LEAST = 14;
  private static final int MOST = 19;

  @Override
  public String kind() {
    return "card";
  }

  @Override
  public String placeholder() {
    return "[CARD]";
  }

  @Override
  public boolean mayFind(TextProfile profile) {
    return profile.longestNumber() >= LEAST;
  }

  @Override
  public long next(String text, int from) {
    int[] digits = new int[MOST];
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '2' || c > '6' || !begins(text, i, from)) {
        continue;
      }
      int end = end(text, i, digits);
      if (end > 0) {
        return Finder.span(i, end);
      }
    }
    return NONE;
  }

  private static boolean begins(String text, int start, int from) {
    char before = start > from ? text.charAt(start - 1) : ' ';
    return !Characters.isName(before) && before != '.' && before != ',';
  }

  /** The end of the longest card number that begins at {@code start}, or 0. */
  private static int end(String text, int start, int[] digits) {
    int count = 0;
    int groups = 1;
    int end = 0;
    int i = start;
    for (; i < text.length() && count < MOST && groups <= 5; i++) {
      char c = text.charAt(i);
      if (Characters.isDigit(c)) {
        digits[count++] = c - '0';
      } else if ((c == ' ' || c == '-' || c == '\u00a0')
          && count >= 4
          && Characters.isDigit(Characters.at(text, i + 1))) {
        // Another number may follow.
        end = isCard(digits, count) ? i : end;
        groups++;
      } else {
        break;
      }
    }
    boolean ends = groups <= 5 && !Characters.isName(Characters.at(text, i));
    return ends && isCard(digits, count) ? i : end;
  }

  private static boolean isCard(int[] digits, int count) {
    return isNetwork(digits, count) && isChecked(digits, count);
  }

  private static boolean isNetwork(int[] digits, int count) {
    if (count < LEAST) {
      return false;
    }
    int two = digits[0] * 10 + digits[1];
    int four = two * 100 + digits[2] * 10 + digits[3];
    return switch (digits[0]) {
      case 4 -> count == 16 || count == 19;
      case 2 -> count == 16 && four >= 2221 && four <= 2720;
      case 3 ->
          ((two == 34 || two == 37) && count == 15)
              || (four >= 3528 && four <= 3589 && count >= 16)
              || (((four >= 3000 && four <= 3059) || two == 36 || two >= 38) && count >= 14);
      case 5 -> (two >= 51 && two <= 55 && count == 16) || two == 50 || two >= 56;
      default -> true;
    };
  }

  /** The Luhn sum, which the last digit makes divisible by ten; a row of one digit is no number. */
  private static boolean isChecked(int[] digits, int count) {
    int sum = 0;
    boolean same = true;
    for (int i = 0; i < count; i++) {
      int digit = digits[count - 1 - i];
      int twice = i % 2 == 0 ? digit : digit * 2;
      sum += twice > 9 ? twice - 9 : twice;
      same &= digit == digits[0];
    }
    return sum % 10 == 0 && !same;
  }
}
