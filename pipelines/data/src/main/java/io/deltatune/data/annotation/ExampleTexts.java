package io.deltatune.data.annotation;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.deltatune.data.table.Table;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The texts of the rows of a table of examples, a row each. */
final class ExampleTexts {
  private static final String PROMPT = "prompt";

  /** Columns that hold an example's texts, whichever table has them. */
  private static final List<String> PARTS = List.of("answer", "chosen", "rejected", "text");

  private ExampleTexts() {}

  /** {@code example_id}, {@code source}, {@code part} and {@code text} of each text. */
  static Dataset<Row> of(Table<?> table, Dataset<Row> rows) {
    List<String> columns = Arrays.asList(table.codec().schema().fieldNames());
    Column[] parts =
        Stream.concat(
                columns.contains(PROMPT) ? prompt() : Stream.empty(),
                PARTS.stream().filter(columns::contains).map(name -> part(name, col(name))))
            .toArray(Column[]::new);
    return rows.select(col("id").as("example_id"), col("source"), explode(array(parts)).as("texts"))
        .select("example_id", "source", "texts.part", "texts." + TextAnnotator.TEXT);
  }

  private static Stream<Column> prompt() {
    return Stream.of(part(PROMPT, array_join(col("prompt.content"), "\n\n")));
  }

  private static Column part(String name, Column text) {
    return struct(lit(name).as("part"), text.as(TextAnnotator.TEXT));
  }
}
