package io.deltatune.core.quality;

import io.deltatune.core.recipe.ingest.QualityRules.Action;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Answers without a letter, a digit or a symbol such as an emoji; and those that only say that
 * there is none. Plain text is no answer.
 */
record EmptyAnswerRule(Action action) implements Rule {
  private static final int LONGEST = 16;
  private static final Set<String> NOTHING =
      Set.of(
          "n/a",
          "na",
          "nan",
          "null",
          "nil",
          "undefined",
          "tbd",
          "todo",
          "<nooutput>",
          "nooutput",
          "<noinput>",
          "noinput",
          "no output",
          "<no output>",
          "no answer",
          "<empty>",
          "[empty]",
          "[deleted]",
          "[removed]",
          "<unk>",
          "lorem ipsum");

  @Override
  public String name() {
    return "empty_answer";
  }

  @Override
  public Optional<String> find(Subject subject) {
    Optional<TextProfile> answer = subject.wanted();
    return answer.isPresent() && isEmpty(answer.get())
        ? Optional.of(subject.placeOf(answer.get()) + " says nothing")
        : Optional.empty();
  }

  private static boolean isEmpty(TextProfile answer) {
    if (answer.text().length() <= LONGEST) {
      String plain = answer.text().strip().toLowerCase(Locale.ROOT);
      if (NOTHING.contains(plain) || NOTHING.contains(plain.replaceFirst("\\.$", ""))) {
        return true;
      }
    }
    return answer.letters() == 0
        && answer.digits() == 0
        && answer.text().codePoints().noneMatch(EmptyAnswerRule::says);
  }

  /** Letters and digits of all scripts, signs of mathematics and currencies, emoji. */
  private static boolean says(int character) {
    return switch (Character.getType(character)) {
      case Character.MATH_SYMBOL, Character.CURRENCY_SYMBOL, Character.OTHER_SYMBOL -> true;
      default -> Character.isLetterOrDigit(character);
    };
  }
}
