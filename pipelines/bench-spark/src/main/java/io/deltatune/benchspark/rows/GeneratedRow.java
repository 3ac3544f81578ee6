package io.deltatune.benchspark.rows;

/**
 * A row and what is known of it.
 *
 * @param number from 0 on
 * @param origin the number of the row that this one repeats, its own otherwise
 * @param text a line of JSON, or what should have become one
 */
public record GeneratedRow(long number, Kind kind, long origin, String text) {
  /** What a row is. */
  public enum Kind {
    /** Unlike the others. */
    ORIGINAL,
    /** An earlier original with some words changed. */
    NEAR,
    /** An earlier original, under another id. */
    EXACT,
    /** Of no use: cut off, a field missing, an answer empty, a wrong type, overlong. */
    BROKEN
  }
}
