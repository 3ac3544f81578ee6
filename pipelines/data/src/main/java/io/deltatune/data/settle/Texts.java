package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.deltatune.core.recipe.ingest.Duplicates.Of;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;

/**
 * The text of a row that is compared: what {@code core.similarity.Signer} reads of an example, and
 * what tells that two rows of like words contradict each other.
 */
final class Texts {
  /** The columns that are read, and their types; those that a kind lacks are null. */
  static final Map<String, String> COLUMNS = new LinkedHashMap<>();

  static {
    COLUMNS.put("prompt", "array<struct<role:string,content:string>>");
    COLUMNS.put("answer", "string");
    COLUMNS.put("chosen", "string");
    COLUMNS.put("rejected", "string");
    COLUMNS.put("text", "string");
    COLUMNS.put("desirable", "boolean");
  }

  private Texts() {}

  /** The texts in order, a line each. */
  static Column compared(Of of) {
    Column prompt =
        expr("transform(filter(prompt, turn -> turn.role <> 'system'), turn -> turn.content)");
    Column whole =
        concat_ws("\n", prompt, expr("answer"), expr("chosen"), expr("rejected"), expr("text"));
    return of == Of.EXAMPLE
        ? whole
        : when(size(prompt).gt(0), concat_ws("\n", prompt)).otherwise(whole);
  }
}
