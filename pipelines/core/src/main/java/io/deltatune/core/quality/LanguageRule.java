package io.deltatune.core.quality;

import io.deltatune.core.quality.LanguageIdentifier.Identified;
import io.deltatune.core.recipe.ingest.QualityRules.Action;
import io.deltatune.core.recipe.ingest.QualityRules.Language;
import java.util.Optional;

/**
 * Examples in a language that is not allowed, or in none that is clear.
 *
 * @param settings the thresholds
 */
record LanguageRule(Language settings) implements Rule {
  @Override
  public String name() {
    return "language";
  }

  @Override
  public Action action() {
    return settings.action();
  }

  @Override
  public Optional<String> find(Subject subject) {
    Measures measures = subject.measures();
    if (measures.letters() < settings.minLetters() || measures.language().isEmpty()) {
      return Optional.empty();
    }
    Identified identified = measures.language().get();
    if (identified.confidence() < settings.minConfidence()) {
      long percent = Math.round(100 * identified.confidence());
      long least = Math.round(100 * settings.minConfidence());
      return Optional.of(
          identified.language() + " with " + percent + " % confidence; at least " + least + " %");
    }
    return settings.allowed().isEmpty() || settings.allowed().contains(identified.language())
        ? Optional.empty()
        : Optional.of(
            "the language is "
                + identified.language()
                + "; allowed are "
                + String.join(", ", settings.allowed()));
  }
}
