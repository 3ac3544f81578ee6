package io.deltatune.core.quality;

import java.util.Optional;

/** Tells in which language a text is written. */
public interface LanguageIdentifier {
  /** The most likely language; nothing for a text without letters. */
  Optional<Identified> identify(String text);

  /**
   * A language.
   *
   * @param language its code in ISO 639-1, or in 639-3 where it has no shorter one
   * @param confidence from 0 to 1
   */
  record Identified(String language, double confidence) {}
}
