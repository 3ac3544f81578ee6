package io.deltatune.data.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Reads the pieces of a task one after the other.
 *
 * @param sums takes the sum of each file that was read from end to end
 */
record PieceReader(SerializableConfiguration configuration, CollectionAccumulator<FileSum> sums)
    implements FlatMapFunction<List<Piece>, SourceRow> {
  @Override
  public Iterator<SourceRow> call(List<Piece> pieces) {
    Reading reading = new Reading(pieces.iterator());
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) context -> reading.close());
    }
    return reading;
  }

  private final class Reading implements Iterator<SourceRow> {
    private final Iterator<Piece> pieces;
    private final Configuration hadoop = configuration.value();
    private String source = "";
    private PieceRows rows;
    private SourceRow next;
    private long left;

    Reading(Iterator<Piece> pieces) {
      this.pieces = pieces;
    }

    @Override
    public boolean hasNext() {
      while (next == null && (rows != null || pieces.hasNext())) {
        if (rows == null) {
          open(pieces.next());
        }
        if (left > 0 && rows.hasNext()) {
          left--;
          next = rows.next();
        } else {
          rows.sum().ifPresent(sums::add);
          close();
        }
      }
      return next != null;
    }

    private void open(Piece piece) {
      left = piece.file().source().equals(source) ? left : piece.file().limit();
      source = piece.file().source();
      rows = PieceRows.open(piece, hadoop);
    }

    void close() {
      try {
        if (rows != null) {
          rows.close();
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      } finally {
        rows = null;
      }
    }

    @Override
    public SourceRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      SourceRow row = next;
      next = null;
      return row;
    }
  }
}
