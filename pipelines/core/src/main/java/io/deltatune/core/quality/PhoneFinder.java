package io.deltatune.core.quality;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Telephone numbers: international ones (ITU-T E.164: {@code +} or {@code 00}, 8 to 15 digits), the
 * forms of North America, national ones that begin with 0 and are divided into groups, and any
 * number of 7 to 15 digits shortly behind a word such as {@code phone}. Dates, decimal numbers,
 * ISBNs and rows of zeros and ones are let pass.
 */
final class PhoneFinder implements Finder {
  private static final long serialVersionUID = 1L;
  private static final int LEAST = 7;
  private static final int MOST = 15;
  private static final int NEAR = 24;

  /** Every quantifier is bounded by what a number can have, so that a match costs little. */
  private static final List<Form> FORMS =
      List.of(
          new Form(
              "+",
              "\\+[1-9]\\d{0,3}(?:[ \u00a0./-]?\\(?\\d{1,5}\\)?){1,6}(?<!\\))",
              8,
              MOST,
              false),
          new Form(
              "0", "00[1-9]\\d{0,2}(?:[ \u00a0./-]\\(?\\d{1,8}\\)?){1,5}(?<!\\))", 10, 17, false),
          new Form(
              "(123456789",
              "(?:1[ .-])?(?:\\([2-9]\\d\\d\\) ?|[2-9]\\d\\d[.-])\\d{3}[. -]\\d{4}",
              10,
              11,
              false),
          new Form("(", "\\(0?\\d{2,4}\\)[ -]?\\d{3,5}[ -]\\d{3,5}", 9, 13, false),
          new Form(
              "(0",
              "\\(?0[1-9]\\d{0,4}\\)?[ \u00a0/.-]{1,2}\\d{2,8}(?:[ \u00a0/.-]\\d{2,8}){0,4}",
              9,
              12,
              false),
          new Form("(0123456789", "\\(?\\d(?:[ \u00a0.()-]{0,2}\\d){6,14}", LEAST, MOST, true));

  /** Dates, spans of years, whole numbers with a sign, zeros and ones. */
  private static final Pattern DATE =
      Pattern.compile(
          "\\(?\\d{1,2}([./-])\\d{1,2}\\1(?:19|20)\\d\\d(?!\\d).*+"
              + "|\\(?\\d{4}[./-]\\d{1,2}[./-]\\d{1,2}(?!\\d).*+"
              + "|\\(?(?:1[89]|20)\\d\\d ?[-/.] ?(?:1[89]|20)\\d\\d\\)?"
              + "|\\+\\d{14,}+"
              + "|[01 ./()-]++");

  private static final Pattern CONTEXT =
      Pattern.compile(
          "(?:phone|\\btel|\\bcall|\\bcell|mobile|\\bmobil|\\bfax|whatsapp|handy|rufnummer|"
              + "t[ée]l[ée]phone|tel[ée]fon|telefoon|numéro|puhelin|телефон|тел\\b|電話|电话|手机|전화)"
              + "[^0-9\\n]*+$");

  /** A form of numbers: the characters it may begin with, and how many digits it may have. */
  private record Form(String first, Pattern pattern, int least, int most, boolean needsContext) {
    Form(String first, String pattern, int least, int most, boolean needsContext) {
      this(first, Pattern.compile(pattern), least, most, needsContext);
    }
  }

  @Override
  public String kind() {
    return "phone";
  }

  @Override
  public String placeholder() {
    return "[PHONE]";
  }

  @Override
  public boolean mayFind(TextProfile profile) {
    return profile.longestNumber() >= LEAST;
  }

  @Override
  public long next(String text, int from) {
    int i = from;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '+' && c != '(' && !Characters.isDigit(c)) {
        i++;
        continue;
      }
      int end = begins(text, i, from) && hasDigits(text, i) ? end(text, i) : 0;
      if (end > 0) {
        return Finder.span(i, end);
      }
      i = Characters.isDigit(c) ? digitsEnd(text, i) : i + 1;
    }
    return NONE;
  }

  private static boolean begins(String text, int start, int from) {
    char before = start > from ? text.charAt(start - 1) : ' ';
    return !Characters.isName(before) && "+.,-/$\u20ac\u00a3#".indexOf(before) < 0;
  }

  /** Whether there are digits enough in what can be a number: spares the patterns. */
  private static boolean hasDigits(String text, int start) {
    int digits = 0;
    int most = Math.min(text.length(), start + 2 * LEAST + 4);
    for (int i = start; i < most && digits < LEAST; i++) {
      char c = text.charAt(i);
      if (Characters.isDigit(c)) {
        digits++;
      } else if (c != '\u00a0' && " +().-/".indexOf(c) < 0) {
        return false;
      }
    }
    return digits >= LEAST;
  }

  private static int end(String text, int start) {
    int most = Math.min(text.length(), start + 48);
    boolean mayBeNamed = hasWordBefore(text, start);
    for (Form form : FORMS) {
      if (form.first().indexOf(text.charAt(start)) < 0 || (form.needsContext() && !mayBeNamed)) {
        continue;
      }
      Matcher matcher = form.pattern().matcher(text).region(start, most);
      if (matcher.lookingAt() && isWhole(text, matcher.end())) {
        String number = matcher.group();
        long digits = number.chars().filter(c -> Characters.isDigit((char) c)).count();
        boolean fits = digits >= form.least() && digits <= form.most();
        if (fits
            && !DATE.matcher(number).matches()
            && (!form.needsContext() || isNamed(text, start))) {
          return matcher.end();
        }
      }
    }
    return 0;
  }

  /** Whether the number does not go on behind its end. */
  private static boolean isWhole(String text, int end) {
    char next = Characters.at(text, end);
    char second = Characters.at(text, end + 1);
    boolean divides = next == '-' || next == '.' || next == ',' || next == '/' || next == ' ';
    return !Characters.isName(next) && !(divides && Characters.isDigit(second));
  }

  /** Whether there is a letter shortly before: spares the patterns. */
  private static boolean hasWordBefore(String text, int start) {
    for (int i = start - 1; i >= Math.max(0, start - NEAR); i--) {
      if (Character.isLetter(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a word shortly before says that a number follows. */
  private static boolean isNamed(String text, int start) {
    String before = text.substring(Math.max(0, start - NEAR), start).toLowerCase(Locale.ROOT);
    return CONTEXT.matcher(before).find();
  }

  private static int digitsEnd(String text, int start) {
    int i = start;
    while (i < text.length() && Characters.isDigit(text.charAt(i))) {
      i++;
    }
    return i;
  }
}
