package io.deltatune.core.quality;

import io.deltatune.core.recipe.ingest.QualityRules.Action;
import java.util.Optional;

/**
 * Wanted answers that begin with a stock refusal. A pair's rejected answer may refuse.
 *
 * @param within the characters from the answer's beginning in which the refusal begins
 */
record RefusingAnswerRule(Action action, int within) implements Rule {
  @Override
  public String name() {
    return "refusing_answer";
  }

  @Override
  public Optional<String> find(Subject subject) {
    return subject
        .wanted()
        .filter(answer -> Refusals.in(answer.text(), within))
        .map(answer -> subject.placeOf(answer) + " begins with a refusal");
  }
}
