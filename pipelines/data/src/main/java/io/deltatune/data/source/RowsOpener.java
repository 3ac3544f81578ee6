package io.deltatune.data.source;

import io.deltatune.core.recipe.ingest.Format;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Opens a part of a file as rows; at most one row, row group or batch of it is in memory. */
final class RowsOpener {
  private RowsOpener() {}

  /** The rows of a piece, which close {@code raw}; Parquet opens the file itself. */
  static Rows open(Piece piece, RawInput raw, Configuration configuration) throws IOException {
    SourceFile file = piece.file();
    byte[] head = raw.head(Compression.MAGIC);
    Compression compression = piece.start() > 0 ? Compression.NONE : packing(file, head);
    InputStream stream;
    try {
      stream = compression.open(raw);
    } catch (IOException failure) {
      return new BrokenRows(file, raw, failure);
    }
    if (!piece.isWhole() && file.format() == Format.JSONL) {
      return lines(piece, new ByteCursor(stream));
    }
    if (compression == Compression.NONE && isParquet(file, head)) {
      stream.close();
      return new ParquetRows(file, piece.start(), piece.end(), configuration);
    }
    return open(file, stream, compression == Compression.NONE ? head : null);
  }

  private static Compression packing(SourceFile file, byte[] head) {
    Optional<String> other = Compression.unsupported(head);
    if (other.isPresent()) {
      throw SourceErrors.unsupported(
          file,
          "it is packed with " + other.get() + "; gzip and zstd are read",
          "unpack it, or pack it with gzip or zstd");
    }
    if (FormatSniffer.isFirstFeather(head)) {
      throw SourceErrors.unsupported(
          file,
          "it is Feather's first version",
          "write it again with version 2, for instance by pyarrow.feather.write_feather");
    }
    return Compression.of(head);
  }

  private static boolean isParquet(SourceFile file, byte[] head) {
    return file.format() == Format.PARQUET
        || (file.format() == Format.AUTO
            && FormatSniffer.byMark(head).filter(Format.PARQUET::equals).isPresent());
  }

  private static Rows lines(Piece piece, ByteCursor bytes) throws IOException {
    if (piece.start() == 0) {
      bytes.skipByteOrderMark();
      return new LineRows(piece.file().order(), bytes, 0, piece.end());
    }
    // Opened one byte early: a line that begins exactly here is this piece's own.
    RowBytes rest = new RowBytes();
    bytes.line(rest);
    boolean own = bytes.consumed() == 1;
    long before = piece.linesBefore() + (own ? 0 : 1);
    return new LineRows(piece.file().order(), bytes, before, piece.end() - piece.start() + 1);
  }

  private static Rows open(SourceFile file, InputStream stream, byte[] rawHead) throws IOException {
    ByteCursor bytes = new ByteCursor(stream);
    byte[] head;
    try {
      head = bytes.head();
    } catch (IOException failure) {
      return new BrokenRows(file, stream, failure);
    }
    Format format = file.format();
    if (format == Format.AUTO) {
      format = FormatSniffer.of(new Path(file.uri()).getName(), head);
    }
    if (format == Format.PARQUET) {
      throw SourceErrors.unsupported(
          file,
          rawHead == null
              ? "it is Parquet within gzip or zstd, which cannot be read from its end"
              : "its name says Parquet, but it does not begin like it",
          "unpack it, or name its format in the recipe");
    }
    if (format == Format.ARROW) {
      return new ArrowRows(file, bytes.rest(), FormatSniffer.isArrowFile(head));
    }
    bytes.skipByteOrderMark();
    return switch (format) {
      case CSV -> new DelimitedRows(file, bytes, false);
      case TSV -> new DelimitedRows(file, bytes, true);
      case JSON -> new JsonRows(file.order(), bytes);
      case TEXT, PARAGRAPHS -> new TextRows(file.order(), bytes, format == Format.PARAGRAPHS);
      default -> new LineRows(file.order(), bytes, 0, Long.MAX_VALUE);
    };
  }
}
