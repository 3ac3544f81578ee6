package io.deltatune.core.quality;

import io.deltatune.core.example.Example;
import io.deltatune.core.example.Message;
import io.deltatune.core.recipe.ingest.QualityRules.Action;
import java.util.Optional;

/**
 * All texts together, in UTF-16 units. It needs no profile, so that it guards the other rules.
 *
 * @param maxCharacters the most
 */
record TooLongRule(Action action, int maxCharacters) implements Rule {
  @Override
  public String name() {
    return "too_long";
  }

  @Override
  public Optional<String> find(Subject subject) {
    return find(subject.example());
  }

  Optional<String> find(Example example) {
    long characters = 0;
    for (Message turn : example.promptTurns()) {
      characters += turn.content().length();
    }
    for (String answer : example.answers()) {
      characters += answer.length();
    }
    return characters > maxCharacters
        ? Optional.of(characters + " characters; at most " + maxCharacters)
        : Optional.empty();
  }
}
