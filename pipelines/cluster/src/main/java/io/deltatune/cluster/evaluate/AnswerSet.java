package io.deltatune.cluster.evaluate;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The newest answers of one name: those of one model, adapter and decoding, to the prompts of one
 * split.
 *
 * @param adapter empty without one
 */
record AnswerSet(
    String name, String model, Optional<String> adapter, String decoding, String split) {

  /**
   * @throws UserError if nothing was generated under this name
   */
  static AnswerSet newest(Warehouse warehouse, String name) {
    Dataset<Row> answers =
        warehouse.readOrEmpty(Tables.GENERATIONS).where(functions.col("name").equalTo(name));
    Dataset<Row> splits =
        warehouse
            .readOrEmpty(Tables.INSTRUCTION_EXAMPLES)
            .select(functions.col("id").as("example_id"), functions.col("split"));
    List<Row> found =
        answers
            .join(splits, "example_id")
            .groupBy("model", "adapter", "decoding", "split")
            .agg(functions.max("generated_at").as("newest"))
            .orderBy(functions.col("newest").desc())
            .limit(1)
            .collectAsList();
    if (found.isEmpty()) {
      throw new UserError(
          ErrorCode.DATA,
          "there are no answers of the name '" + name + "'",
          "the table generations in " + warehouse.path() + " has none that belong to an example",
          "generate them first; the names are shown by: deltatune sql \"SELECT DISTINCT name FROM"
              + " generations\"");
    }
    Row row = found.get(0);
    return new AnswerSet(
        name,
        row.getString(0),
        Optional.ofNullable(row.getString(1)),
        row.getString(2),
        row.getString(3));
  }

  /** Its rows of {@code generations}. */
  Dataset<Row> rows(Warehouse warehouse) {
    Column inSplit = functions.col("example_split").equalTo(split);
    Dataset<Row> splits =
        warehouse
            .read(Tables.INSTRUCTION_EXAMPLES)
            .select(
                functions.col("id").as("example_id"), functions.col("split").as("example_split"));
    return warehouse
        .read(Tables.GENERATIONS)
        .where(
            functions
                .col("name")
                .equalTo(name)
                .and(functions.col("model").equalTo(model))
                .and(functions.col("adapter").eqNullSafe(adapter.orElse(null)))
                .and(functions.col("decoding").equalTo(decoding)))
        .join(splits, "example_id")
        .where(inSplit);
  }
}
