package io.deltatune.data.annotation;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Annotates texts, many at a time. The implementation is handed in by {@code jobs}; it lives in the
 * driver's process.
 */
public interface TextAnnotator {
  /** Column of the input: the text, NOT NULL. */
  String TEXT = "text";

  /**
   * Adds what is said about each text.
   *
   * @param texts rows with a column {@link #TEXT}, and others of any name but those that are added
   * @return the same rows without {@link #TEXT}, with the columns {@code sentences}, {@code
   *     tokens}, {@code mean_sentence_tokens} and {@code found} of the table {@code annotations};
   *     lazy
   */
  Dataset<Row> annotate(Dataset<Row> texts);

  /** What the annotations depend on besides the text, as a hash. */
  String version();
}
