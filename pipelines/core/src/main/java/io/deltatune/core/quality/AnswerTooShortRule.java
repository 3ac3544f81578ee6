package io.deltatune.core.quality;

import io.deltatune.core.recipe.ingest.QualityRules.Action;
import java.util.Optional;

/**
 * Answers in UTF-16 units.
 *
 * @param minCharacters the fewest
 */
record AnswerTooShortRule(Action action, int minCharacters) implements Rule {
  @Override
  public String name() {
    return "answer_too_short";
  }

  @Override
  public Optional<String> find(Subject subject) {
    for (TextProfile answer : subject.answers()) {
      int length = answer.text().length();
      if (length < minCharacters) {
        return Optional.of("an answer has " + length + " characters; at least " + minCharacters);
      }
    }
    return Optional.empty();
  }
}
