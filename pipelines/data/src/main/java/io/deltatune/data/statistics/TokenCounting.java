package io.deltatune.data.statistics;

import io.deltatune.core.chat.ChatTokens;
import io.deltatune.core.chat.TokenCounterSource;
import io.deltatune.core.example.Example;
import io.deltatune.data.table.ExampleKind;
import io.deltatune.data.table.Tables;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Counts the tokens of examples that stand in their table, on an executor. */
final class TokenCounting implements MapPartitionsFunction<Row, Row> {
  static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add(TokenCounts.PROMPT, DataTypes.IntegerType, false)
          .add(TokenCounts.ANSWER, DataTypes.IntegerType, false)
          .add(TokenCounts.TOKENIZER, DataTypes.StringType, false);

  private static final long serialVersionUID = 1L;

  private final ExampleKind kind;
  private final TokenCounterSource tokenizer;

  TokenCounting(ExampleKind kind, TokenCounterSource tokenizer) {
    this.kind = kind;
    this.tokenizer = tokenizer;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    ChatTokens tokens = new ChatTokens(tokenizer.open());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        Example example = example(rows.next());
        return RowFactory.create(
            example.id(), tokens.prompt(example), tokens.answer(example), tokenizer.name());
      }
    };
  }

  private Example example(Row row) {
    return switch (kind) {
      case INSTRUCTION -> Tables.INSTRUCTION_EXAMPLES.codec().decode(row).toExample();
      case PREFERENCE -> Tables.PREFERENCE_PAIRS.codec().decode(row).toPair();
      case LABELLED -> Tables.LABELLED_ANSWERS.codec().decode(row).toLabelledAnswer();
      case PLAIN -> Tables.PLAIN_TEXTS.codec().decode(row).toPlainText();
    };
  }
}
