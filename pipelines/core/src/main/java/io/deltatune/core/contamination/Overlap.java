package io.deltatune.core.contamination;

/**
 * What an example and a document of a benchmark have in common.
 *
 * @param document the document
 * @param kind how they are alike
 * @param ngrams how many distinct n-grams of the document the example holds; 1 where it is short
 * @param share the same as a share of all the document's n-grams
 * @param sample the first of them as it stands in the example, at most {@link #SAMPLE_LIMIT}
 *     characters
 */
public record Overlap(
    BenchmarkDocument document, Kind kind, int ngrams, double share, String sample) {
  /** The longest sample, in characters. */
  public static final int SAMPLE_LIMIT = 300;

  /** How an example and a document are alike. */
  public enum Kind {
    /** The example holds an n-gram of the document. */
    NGRAM,
    /** The document is shorter than an n-gram, and a turn of the example consists of its words. */
    EXACT
  }
}
