package io.deltatune.core.recipe.ingest;

/** How a source's rows lie in its files. */
public enum Format {
  /** By what the file begins with, else by its name. */
  AUTO,
  /** One JSON object a line. */
  JSONL,
  /** One JSON array of objects, an object that holds one, or objects over several lines. */
  JSON,
  /** Cells separated by commas (or semicolons), the first line naming them. */
  CSV,
  /** Cells separated by tabulators, the first line naming them. */
  TSV,
  /** Apache Parquet. */
  PARQUET,
  /** Apache Arrow's file and stream formats, Feather among them. */
  ARROW,
  /** A Delta table. */
  DELTA,
  /** Plain text: one document a file. */
  TEXT,
  /** Plain text: one paragraph a row, blank lines between them. */
  PARAGRAPHS
}
