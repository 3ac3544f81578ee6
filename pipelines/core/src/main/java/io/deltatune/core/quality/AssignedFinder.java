package io.deltatune.core.quality;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Values that are assigned to names of secrets. The value alone is masked, never the name.
 *
 * @param kind its name in recipes
 * @param placeholder what stands for a value
 * @param names how names end, in small letters
 * @param random whether the value must look drawn by chance: 16 characters or more of two classes,
 *     with at least 3 bits of entropy each
 */
record AssignedFinder(String kind, String placeholder, List<String> names, boolean random)
    implements Finder {
  /** A placeholder, a name of what is meant, or an expression that computes the value. */
  private static final Pattern NO_SECRET =
      Pattern.compile(
          "(?i)[\\[{<$%(].*+|x{3,}.*+|\\*{3,}.*+|\\.{2,}.*+|your.*+|my[_-].*+|example.*+"
              + "|(?:os|self|this|process|env|request|req|config|settings|params|args)\\b.*+"
              + "|(?:none|null|nil|true|false|undefined|string|str|text|required|optional|input"
              + "|passw(?:or)?d|passphrase|passcode|secret|token|placeholder|redacted|hidden)");

  /** A call or an index in a program's text. */
  private static final Pattern COMPUTED = Pattern.compile("[^(\\[{<$]*+[(\\[{<$].*+");

  /** How the names of passwords end, and those of keys. */
  private static final String ENDS = "dtea";

  private static final String RANDOM_ENDS = "ynrtls";

  AssignedFinder {
    names = List.copyOf(names);
  }

  /** Passwords in assignments. */
  static AssignedFinder passwords() {
    return new AssignedFinder(
        "password",
        "[PASSWORD]",
        List.of(
            "password",
            "passwd",
            "pwd",
            "passphrase",
            "passwort",
            "kennwort",
            "contraseña",
            "passcode"),
        false);
  }

  /** Values that look random, assigned to names of keys. */
  static AssignedFinder keys() {
    return new AssignedFinder(
        "assignment",
        "[SECRET]",
        List.of(
            "_key",
            "-key",
            "apikey",
            "secretkey",
            "accesskey",
            "privatekey",
            "token",
            "secret",
            "credential",
            "credentials",
            "authkey",
            "bearer"),
        true);
  }

  @Override
  public boolean mayFind(TextProfile profile) {
    return profile.assigns() && (!random || profile.longestWord() >= 8);
  }

  @Override
  public long next(String text, int from) {
    int equals = text.indexOf('=', from);
    int colon = text.indexOf(':', from);
    while (equals >= 0 || colon >= 0) {
      boolean isEquals = colon < 0 || (equals >= 0 && equals < colon);
      int sign = isEquals ? equals : colon;
      if (isNamed(text, sign) && names.stream().anyMatch(Assignment.name(text, sign)::endsWith)) {
        Assignment assignment = Assignment.at(text, sign);
        if (isSecret(text, assignment)) {
          return Finder.span(assignment.start(), assignment.end());
        }
      }
      equals = isEquals ? text.indexOf('=', sign + 1) : equals;
      colon = isEquals ? colon : text.indexOf(':', sign + 1);
    }
    return NONE;
  }

  /** Whether what stands before can be one of the names: most signs end the search here. */
  private boolean isNamed(String text, int sign) {
    int i = sign - 1;
    while (i >= 0 && sign - i < 6 && " \\:\"'`".indexOf(text.charAt(i)) >= 0) {
      i--;
    }
    char last = Characters.at(text, i);
    String ends = random ? RANDOM_ENDS : ENDS;
    char small = Characters.isUpper(last) ? (char) (last + 32) : last;
    return ends.indexOf(small) >= 0;
  }

  private boolean isSecret(String text, Assignment assignment) {
    int length = assignment.end() - assignment.start();
    if (length < (random ? 16 : 4) || length > 200) {
      return false;
    }
    String value = text.substring(assignment.start(), assignment.end());
    boolean spaced = value.indexOf(' ') >= 0;
    return !spaced
        && !NO_SECRET.matcher(value).matches()
        && (assignment.quoted() || !COMPUTED.matcher(value).matches())
        && (random ? isRandom(value) : assignment.quoted() || isPassword(value));
  }

  /** A word without quotation marks is a password only if no language has it. */
  private static boolean isPassword(String value) {
    return value.length() >= 6 && classes(value) >= 2 && has(value, '0', '9');
  }

  private static boolean isRandom(String value) {
    boolean plain = value.chars().allMatch(c -> c > ' ' && c < 127 && c != ':');
    return plain && has(value, '0', '9') && classes(value) >= 2 && entropy(value) >= 3.0;
  }

  private static boolean has(String value, char first, char last) {
    return value.chars().anyMatch(c -> c >= first && c <= last);
  }

  private static int classes(String value) {
    int classes = has(value, '0', '9') ? 1 : 0;
    classes += has(value, 'a', 'z') ? 1 : 0;
    classes += has(value, 'A', 'Z') ? 1 : 0;
    return classes + (value.chars().anyMatch(c -> !Character.isLetterOrDigit(c)) ? 1 : 0);
  }

  /** Shannon's, in bits a character. */
  private static double entropy(String value) {
    int[] counts = new int[128];
    value.chars().forEach(c -> counts[c]++);
    double entropy = 0;
    for (int count : counts) {
      double share = (double) count / value.length();
      entropy -= count == 0 ? 0 : share * Math.log(share) / Math.log(2);
    }
    return entropy;
  }
}
