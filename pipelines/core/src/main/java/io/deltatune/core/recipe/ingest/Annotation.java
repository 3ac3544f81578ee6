package io.deltatune.core.recipe.ingest;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.InputPath;
import io.deltatune.core.config.Requirements;
import java.util.List;
import java.util.Optional;

/**
 * What is annotated in the examples of a recipe's sources, once they stand in their tables. The
 * files hold a rule a line, {@code label<tab>rule}; lines that begin with {@code #} are comments.
 *
 * @param enabled whether anything is
 * @param annotators what is kept
 * @param patterns more regular expressions (Java's), behind those that are built in
 * @param phrases more phrases, case and spacing aside
 * @param entities more regular expressions of entities, found once a sentence
 * @param keyPhrases how many key phrases a text gets at most
 */
public record Annotation(
    @Default("false") boolean enabled,
    @Default("[sentences, tokens, patterns, phrases, entities, dates, key_phrases]")
        List<Annotator> annotators,
    Optional<InputPath> patterns,
    Optional<InputPath> phrases,
    Optional<InputPath> entities,
    @Default("5") int keyPhrases) {
  public Annotation {
    annotators = List.copyOf(annotators);
    new Requirements()
        .notEmpty("annotators", annotators)
        .distinct("annotators", annotators)
        .atLeast("key_phrases", keyPhrases, 1)
        .verify();
  }

  /** Nothing is annotated. */
  public static Annotation off() {
    return new Annotation(
        false,
        List.of(Annotator.values()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        5);
  }
}
