package io.deltatune.core.recipe.ingest;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.Requirements;

/**
 * Near duplicates, by MinHash over word n-grams. Rows of the same content are always duplicates.
 *
 * @param near what is done with them
 * @param threshold the Jaccard similarity of their n-grams from which two are near duplicates
 * @param ngram words in an n-gram
 * @param bands bands of a signature
 * @param rows hashes in a band
 * @param of what is compared
 */
public record Duplicates(
    @Default("off") Near near,
    @Default("0.8") double threshold,
    @Default("3") int ngram,
    @Default("20") int bands,
    @Default("6") int rows,
    @Default("example") Of of) {
  public Duplicates {
    new Requirements()
        .that(
            "threshold",
            threshold > 0 && threshold <= 1,
            "is " + threshold + "; expected a number above 0 and at most 1")
        .atLeast("ngram", ngram, 1)
        .atLeast("bands", bands, 1)
        .atLeast("rows", rows, 1)
        .verify();
  }

  /** What is done with near duplicates. */
  public enum Near {
    /** They are not looked for. */
    OFF,
    /** The first one is kept. */
    REMOVE,
    /** All are kept, in one split. */
    GROUP
  }

  /** Which text of an example is compared. */
  public enum Of {
    /** All of it. */
    EXAMPLE,
    /** The turns up to the answer. */
    PROMPT
  }
}
