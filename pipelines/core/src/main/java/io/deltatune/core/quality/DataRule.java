package io.deltatune.core.quality;

import io.deltatune.core.recipe.ingest.QualityRules.Action;
import java.util.List;
import java.util.Optional;

/**
 * Personal data or a secret of one kind, in any text of an example.
 *
 * @param name {@code personal_data.} or {@code secrets.} and the kind
 * @param finders what finds it
 */
record DataRule(String name, Action action, List<Finder> finders) implements Rule {
  DataRule {
    finders = List.copyOf(finders);
  }

  @Override
  public Optional<String> find(Subject subject) {
    for (TextProfile text : subject.texts()) {
      for (Finder finder : finders) {
        if (finder.mayFind(text) && finder.next(text.text(), 0) != Finder.NONE) {
          return Optional.of(
              subject.placeOf(text)
                  + " holds "
                  + name.substring(name.indexOf('.') + 1)
                  + " "
                  + finder.count(text.text())
                  + " times");
        }
      }
    }
    return Optional.empty();
  }
}
