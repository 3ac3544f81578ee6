package io.deltatune.data.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Reads the pieces of a task one after the other.
 *
 * @param only the lines that are wanted, by the file's order; null for all
 * @param sums takes the sum of each file that was read from end to end
 */
record PieceReader(
    SerializableConfiguration configuration,
    Map<Integer, Set<Long>> only,
    CollectionAccumulator<FileSum> sums)
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
    private Piece piece;
    private RawInput raw;
    private Rows rows;
    private SourceRow next;
    private long left = Long.MAX_VALUE;

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
          SourceRow row = rows.next();
          boolean wanted = only == null || only.get(row.fileOrder()).contains(row.line());
          next = wanted ? row : null;
        } else {
          finish();
        }
      }
      return next != null;
    }

    private void open(Piece opened) {
      boolean sameSource = piece != null && piece.file().source().equals(opened.file().source());
      left = sameSource ? left : opened.file().limit();
      piece = opened;
      raw = RawInput.open(opened.file(), Math.max(0, opened.start() - 1), hadoop);
      try {
        rows = RowsOpener.open(opened, raw, hadoop);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      } finally {
        if (rows == null) {
          close();
        }
      }
    }

    private void finish() {
      if (piece.isWhole() && raw.isAtEnd()) {
        sums.add(new FileSum(piece.file().order(), FileSum.WHOLE, raw.sum(), 0));
      }
      close();
    }

    void close() {
      try {
        if (rows != null) {
          rows.close();
        }
        if (raw != null) {
          raw.close();
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      } finally {
        rows = null;
        raw = null;
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
