package io.deltatune.core.quality;

import io.deltatune.core.recipe.ingest.QualityRules.Action;
import java.util.Optional;

/**
 * Wanted answers that stop in the middle: in an open block of code, at a comma, an opening bracket
 * or a hyphen; or at a letter in mid-sentence, where the answer ends its other sentences. Lists,
 * headings, verses, signatures, code, addresses and scripts without full stops may end anywhere.
 *
 * @param minCharacters shorter answers may stop anywhere
 */
record TruncatedAnswerRule(Action action, int minCharacters) implements Rule {
  @Override
  public String name() {
    return "truncated_answer";
  }

  @Override
  public Optional<String> find(Subject subject) {
    return subject
        .wanted()
        .filter(answer -> answer.text().length() >= minCharacters)
        .flatMap(
            answer ->
                Ending.of(answer.text())
                    .fault()
                    .map(fault -> subject.placeOf(answer) + " ends " + fault));
  }
}
