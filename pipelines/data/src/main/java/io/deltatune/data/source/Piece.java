package io.deltatune.data.source;

import java.io.Serializable;

/**
 * A part of a file that one task reads.
 *
 * @param start the first byte
 * @param end the byte behind it; of a file that is read as a whole {@link Long#MAX_VALUE}
 * @param linesBefore the number of line ends before {@code start}
 */
record Piece(SourceFile file, long start, long end, long linesBefore) implements Serializable {
  static Piece whole(SourceFile file) {
    return new Piece(file, 0, Long.MAX_VALUE, 0);
  }

  boolean isWhole() {
    return start == 0 && end == Long.MAX_VALUE;
  }

  long bytes() {
    return Math.min(end, file.bytes()) - start;
  }

  Piece after(long lines) {
    return new Piece(file, start, end, lines);
  }
}
