package io.deltatune.data.source;

import java.io.Serializable;

/**
 * A row of a source.
 *
 * @param fileOrder the place of its file among all files of the recipe, from 0
 * @param line its first line, or its place in a file without lines, from 1
 * @param text the row as JSON text; of a row with a fault what could be read of it, no more than
 *     {@link #EXCERPT} characters
 * @param fault why the row cannot be used, null if nothing is known against it
 * @param problem what exactly is wrong, null without a fault
 */
public record SourceRow(int fileOrder, long line, String text, Fault fault, String problem)
    implements Serializable {
  /** The most bytes of one row: 16 million. */
  public static final int LIMIT = 16_000_000;

  /** The most characters that are kept of a row with a fault. */
  public static final int EXCERPT = 1 << 16;

  /** A row that can be used as far as reading knows. */
  static SourceRow whole(int fileOrder, long line, String text) {
    return new SourceRow(fileOrder, line, text, null, null);
  }

  /** A row that cannot be used. */
  static SourceRow faulty(int fileOrder, long line, String text, Fault fault, String problem) {
    return new SourceRow(fileOrder, line, Excerpt.of(text, EXCERPT), fault, problem);
  }
}
