package io.deltatune.jobs.console;

/** How rows are printed. */
public enum RowFormat {
  /** Aligned columns under a heading. */
  TABLE,
  /** RFC 4180, with a header. */
  CSV,
  /** One JSON object a line. */
  JSON
}
