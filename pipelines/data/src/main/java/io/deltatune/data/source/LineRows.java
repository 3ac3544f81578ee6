package io.deltatune.data.source;

import java.io.IOException;

/** One row a line; blank lines are counted as lines, but are no rows. */
final class LineRows extends ReadingRows {
  private final ByteCursor bytes;
  private final long end;
  private final RowBytes row = new RowBytes();
  private long line;

  /**
   * @param linesBefore the number of lines before the cursor
   * @param end a line that begins at this place of the cursor or later belongs to another reader
   */
  LineRows(int fileOrder, ByteCursor bytes, long linesBefore, long end) {
    super(fileOrder);
    this.bytes = bytes;
    this.line = linesBefore;
    this.end = end;
  }

  @Override
  SourceRow read() throws IOException {
    while (bytes.consumed() < end) {
      row.clear();
      if (!bytes.line(row)) {
        return null;
      }
      line++;
      if (row.overflowed() || !row.isBlank()) {
        return row.row(fileOrder(), line);
      }
    }
    return null;
  }

  @Override
  long nextLine() {
    return line + 1;
  }

  @Override
  String excerpt() {
    return row.excerpt();
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
