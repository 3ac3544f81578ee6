package io.deltatune.core.quality;

import io.deltatune.core.quality.LanguageIdentifier.Identified;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is told of an example by a model of languages and by a tokenizer, where there are such.
 *
 * @param letters of the text whose language was told
 * @param answerTokens of the longest answer
 */
record Measures(
    int letters,
    Optional<Identified> language,
    OptionalInt promptTokens,
    OptionalInt answerTokens) {
  /** Nothing was told. */
  static final Measures NONE =
      new Measures(0, Optional.empty(), OptionalInt.empty(), OptionalInt.empty());
}
