package io.deltatune.data.source;

import java.io.IOException;
import java.util.NoSuchElementException;

/**
 * Rows that are read one ahead. A failure of the format (not of the file system, which a {@link
 * RawInput} reports as a mistake of the user) ends the rows with one that tells it.
 */
abstract class ReadingRows implements Rows {
  private final int fileOrder;
  private SourceRow next;
  private boolean ended;

  ReadingRows(int fileOrder) {
    this.fileOrder = fileOrder;
  }

  /** The next row, null at the end. */
  abstract SourceRow read() throws IOException;

  /** Where the next row would be. */
  abstract long nextLine();

  /** What was read of the row that a failure cuts off. */
  abstract String excerpt();

  int fileOrder() {
    return fileOrder;
  }

  /** A row after which nothing more is read. */
  SourceRow last(Fault fault, String problem) {
    ended = true;
    return SourceRow.faulty(fileOrder, nextLine(), excerpt(), fault, problem);
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      try {
        next = read();
        ended |= next == null;
      } catch (IOException failure) {
        String problem = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        next = last(Fault.DAMAGED, problem + "; what follows in the file could not be read");
      }
    }
    return next != null;
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
