package io.deltatune.data.ingest;

import io.deltatune.data.ingest.RawRows.Fault;
import io.deltatune.data.ingest.RawRows.RawRow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;

/** One row a line; blank lines are counted as lines, but are no rows. */
final class JsonLineRows implements RawRows.Rows {
  private final BufferedReader reader;
  private final StringBuilder text = new StringBuilder();
  private long line;
  private boolean truncated;
  private RawRow next;

  JsonLineRows(BufferedReader reader) {
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    try {
      while (next == null && readLine()) {
        line++;
        if (!text.toString().isBlank()) {
          next = new RawRow(line, text.toString(), truncated ? Fault.TOO_LONG : null);
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return next != null;
  }

  @Override
  public RawRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    RawRow row = next;
    next = null;
    return row;
  }

  /** Fills {@link #text} with the next line, cut off at the limit; false at the end of the file. */
  private boolean readLine() throws IOException {
    text.setLength(0);
    truncated = false;
    int character = reader.read();
    if (character < 0) {
      return false;
    }
    while (character >= 0 && character != '\n') {
      if (text.length() < RawRows.ROW_LIMIT) {
        text.append((char) character);
      } else {
        truncated = true;
      }
      character = reader.read();
    }
    if (!text.isEmpty() && text.charAt(text.length() - 1) == '\r') {
      text.setLength(text.length() - 1);
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
