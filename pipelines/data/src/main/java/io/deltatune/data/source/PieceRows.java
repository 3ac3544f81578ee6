package io.deltatune.data.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** The rows of a piece, with the file that is open for them. */
final class PieceRows implements Rows {
  private final Piece piece;
  private final RawInput raw;
  private final Rows rows;

  private PieceRows(Piece piece, RawInput raw, Rows rows) {
    this.piece = piece;
    this.raw = raw;
    this.rows = rows;
  }

  /**
   * @throws io.deltatune.core.error.UserError if the file cannot be read, or not as rows
   */
  static PieceRows open(Piece piece, Configuration configuration) {
    RawInput raw = RawInput.open(piece.file(), Math.max(0, piece.start() - 1), configuration);
    try {
      return new PieceRows(piece, raw, RowsOpener.open(piece, raw, configuration));
    } catch (IOException failure) {
      raw.release();
      throw new UncheckedIOException(failure);
    } catch (RuntimeException | Error failure) {
      raw.release();
      throw failure;
    }
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public SourceRow next() {
    return rows.next();
  }

  /** The sum of the file, if it was read from end to end. */
  Optional<FileSum> sum() {
    return piece.isWhole() && raw.isAtEnd()
        ? Optional.of(new FileSum(piece.file().order(), FileSum.WHOLE, raw.sum(), 0))
        : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    try (raw) {
      rows.close();
    }
  }
}
