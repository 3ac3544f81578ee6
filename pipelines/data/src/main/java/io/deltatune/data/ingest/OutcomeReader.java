package io.deltatune.data.ingest;

import io.deltatune.core.example.Example;
import io.deltatune.core.example.InstructionExample;
import io.deltatune.core.example.PreferencePair;
import io.deltatune.core.example.SplitAssigner;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.normalise.Limits;
import io.deltatune.core.normalise.RejectionReason;
import io.deltatune.core.normalise.Result;
import io.deltatune.core.normalise.RowNormalizer;
import io.deltatune.core.normalise.RowResult;
import io.deltatune.data.ingest.RawRows.Fault;
import io.deltatune.data.ingest.RawRows.RawRow;
import io.deltatune.data.row.MessageColumns;
import io.deltatune.data.table.RecordCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Locale;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/** Reads a file on an executor and normalises its rows; they are streamed. */
final class OutcomeReader implements FlatMapFunction<SourceFile, Row> {
  private static final long serialVersionUID = 1L;

  private final Limits limits;
  private final String groupField;
  private final SplitAssigner splits;
  private final SerializableConfiguration configuration;
  private final RecordCodec<Outcome> codec = RecordCodec.of(Outcome.class);

  OutcomeReader(
      Limits limits,
      String groupField,
      SplitAssigner splits,
      SerializableConfiguration configuration) {
    this.limits = limits;
    this.groupField = groupField;
    this.splits = splits;
    this.configuration = configuration;
  }

  @Override
  public Iterator<Row> call(SourceFile file) throws IOException {
    RawRows.Rows rows = RawRows.open(file, configuration.value());
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) context -> close(rows));
    }
    RowNormalizer normalizer = new RowNormalizer(file.source(), file.shape(), groupField);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        return codec.encode(outcome(file, normalizer, rows.next()));
      }
    };
  }

  private static void close(RawRows.Rows rows) {
    try {
      rows.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Outcome outcome(SourceFile file, RowNormalizer normalizer, RawRow row) {
    String hash = ContentHash.ofText(row.text());
    String id =
        ContentHash.of("raw_record")
            .field(file.source())
            .field(file.uri())
            .field(row.line())
            .field(hash)
            .hex();
    Result<Example> result = result(file, normalizer, row);
    if (result instanceof Result.Rejected<Example> rejected) {
      String reason = rejected.reason().name().toLowerCase(Locale.ROOT);
      return new Outcome(
          id,
          file.source(),
          file.uri(),
          file.order(),
          row.line(),
          hash,
          row.text(),
          Outcome.REJECTED,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          reason,
          rejected.detail());
    }
    Example example = ((Result.Accepted<Example>) result).value();
    boolean single = example instanceof InstructionExample;
    return new Outcome(
        id,
        file.source(),
        file.uri(),
        file.order(),
        row.line(),
        hash,
        row.text(),
        single ? Outcome.EXAMPLE : Outcome.PAIR,
        example.id(),
        example.group(),
        splits.split(example.group()).label(),
        MessageColumns.of(example.promptTurns()),
        example instanceof InstructionExample instruction ? instruction.answer() : null,
        example instanceof PreferencePair pair ? pair.chosen() : null,
        example instanceof PreferencePair pair ? pair.rejected() : null,
        null,
        null);
  }

  private Result<Example> result(SourceFile file, RowNormalizer normalizer, RawRow row) {
    if (row.fault() == Fault.TOO_LONG) {
      return new Result.Rejected<>(
          RejectionReason.TOO_LONG,
          "the row has more than " + RawRows.ROW_LIMIT + " characters; its beginning is kept");
    }
    if (row.fault() == Fault.BROKEN_ARRAY) {
      return new Result.Rejected<>(RejectionReason.NOT_JSON, row.text());
    }
    RowResult made = normalizer.normalise(file.uri(), row.line(), row.text());
    if (made instanceof RowResult.Examples examples) {
      return limits.check(examples.examples().get(0));
    }
    RowResult.Refused refused = (RowResult.Refused) made;
    return new Result.Rejected<>(refused.reason(), refused.detail());
  }
}
