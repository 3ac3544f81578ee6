package io.deltatune.core.quality;

import io.deltatune.core.recipe.ingest.QualityRules.Action;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** Looks for one kind of fault. It holds no state but its thresholds. */
interface Rule extends Serializable {
  /** Its name in recipes, flags and tables: {@code repetition}, {@code personal_data.email}. */
  String name();

  /** What becomes of an example in which it finds something. */
  Action action();

  /**
   * What is wrong and where, in words that repeat nothing of the text; or nothing. Time is linear
   * in the example's texts.
   */
  Optional<String> find(Subject subject);

  /** What masks the rule's findings; nothing for a rule that cannot mask. */
  default List<Finder> finders() {
    return List.of();
  }
}
