package io.deltatune.core.recipe.ingest;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.Requirements;
import java.io.Serializable;

/**
 * Which rows are left out as they are like others. Of rows with the same content one is kept,
 * always: one that a table holds already, else the first in the recipe's order.
 *
 * @param exact what counts as the same content
 * @param near what is done with near duplicates, which are found by MinHash over word n-grams
 * @param threshold the Jaccard similarity of their n-grams from which two are near duplicates
 * @param ngram words in an n-gram; characters, in scripts without spaces
 * @param bands bands of a signature: more of them find more, at more cost
 * @param rows hashes in a band: more of them compare fewer examples, and find fewer
 * @param of what is compared
 */
public record Duplicates(
    @Default("content") Exact exact,
    @Default("off") Near near,
    @Default("0.8") double threshold,
    @Default("3") int ngram,
    @Default("12") int bands,
    @Default("5") int rows,
    @Default("example") Of of)
    implements Serializable {
  public Duplicates {
    new Requirements()
        .that(
            "threshold",
            threshold > 0 && threshold <= 1,
            "is " + threshold + "; expected a number above 0 and at most 1")
        .that("ngram", ngram >= 1 && ngram <= 20, "is " + ngram + "; expected 1 to 20")
        .that("bands", bands >= 1 && bands <= 200, "is " + bands + "; expected 1 to 200")
        .that("rows", rows >= 1 && rows <= 50, "is " + rows + "; expected 1 to 50")
        .verify();
  }

  /** Whether words are compared at all. */
  public boolean comparesWords() {
    return near != Near.OFF || exact == Exact.NORMALISED;
  }

  /** What counts as the same content. */
  public enum Exact {
    /** The same roles and texts. */
    CONTENT,
    /** The same roles and words, whatever their case, punctuation and white space. */
    NORMALISED
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

  /** Which text of an example is compared; never a system turn, for many rows share those. */
  public enum Of {
    /** The turns up to the answer, and the answers. */
    EXAMPLE,
    /** The turns up to the answer; of a plain text all. */
    PROMPT
  }
}
