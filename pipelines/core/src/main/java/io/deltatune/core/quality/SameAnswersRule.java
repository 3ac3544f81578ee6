package io.deltatune.core.quality;

import io.deltatune.core.example.PreferencePair;
import io.deltatune.core.recipe.ingest.QualityRules.Action;
import io.deltatune.core.recipe.ingest.QualityRules.Difference;
import java.util.List;
import java.util.Optional;

/**
 * Pairs whose answers differ in nothing that counts.
 *
 * @param ignore what does not count
 */
record SameAnswersRule(Action action, List<Difference> ignore) implements Rule {
  SameAnswersRule {
    ignore = List.copyOf(ignore);
  }

  @Override
  public String name() {
    return "same_answers";
  }

  @Override
  public Optional<String> find(Subject subject) {
    return subject.example() instanceof PreferencePair pair
            && isSame(pair.chosen(), pair.rejected())
        ? Optional.of("the chosen and the rejected answer say the same")
        : Optional.empty();
  }

  private boolean isSame(String chosen, String rejected) {
    int left = skip(chosen, 0);
    int right = skip(rejected, 0);
    while (left < chosen.length() && right < rejected.length()) {
      if (folded(chosen.charAt(left)) != folded(rejected.charAt(right))) {
        return false;
      }
      left = skip(chosen, left + 1);
      right = skip(rejected, right + 1);
    }
    return left >= chosen.length() && right >= rejected.length();
  }

  private int skip(String text, int start) {
    int i = start;
    while (i < text.length() && isIgnored(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private boolean isIgnored(char c) {
    boolean space = Character.isWhitespace(c) || c == '\u00a0';
    return space
        ? ignore.contains(Difference.SPACE)
        : ignore.contains(Difference.PUNCTUATION)
            && !Character.isLetterOrDigit(c)
            && !Character.isSurrogate(c);
  }

  private char folded(char c) {
    return ignore.contains(Difference.CASE) ? Character.toLowerCase(Character.toUpperCase(c)) : c;
  }
}
