package io.deltatune.core.quality;

import io.deltatune.core.recipe.ingest.QualityRules.Action;
import io.deltatune.core.recipe.ingest.QualityRules.Repetition;
import java.util.Optional;

/**
 * Texts that go in circles: one character, one line, or n-grams of words again and again. The
 * measures are those of MassiveText (arXiv 2112.11446, table A1), counted in n-grams and lines.
 *
 * @param settings the thresholds
 */
record RepetitionRule(Repetition settings) implements Rule {
  @Override
  public String name() {
    return "repetition";
  }

  @Override
  public Action action() {
    return settings.action();
  }

  @Override
  public Optional<String> find(Subject subject) {
    for (TextProfile answer : subject.answers()) {
      Optional<String> found = find(answer);
      if (found.isPresent()) {
        return Optional.of(subject.placeOf(answer) + found.get());
      }
    }
    return Optional.empty();
  }

  private Optional<String> find(TextProfile text) {
    if (text.longestRun() > settings.maxRun()) {
      return Optional.of(
          " has one character " + text.longestRun() + " times; at most " + settings.maxRun());
    }
    RepeatedWords words = RepeatedWords.of(text.text(), settings.ngram());
    if (words.words() >= settings.minWords() && words.share() > settings.maxShare()) {
      long percent = Math.round(100 * words.share());
      long most = Math.round(100 * settings.maxShare());
      return Optional.of(
          " repeats "
              + percent
              + " % of its "
              + settings.ngram()
              + "-grams; at most "
              + most
              + " %");
    }
    int lines =
        text.text().length() < 10 * settings.maxLines() ? 0 : RepeatedLines.most(text.text());
    return lines > settings.maxLines()
        ? Optional.of(" has one line " + lines + " times; at most " + settings.maxLines())
        : Optional.empty();
  }
}
