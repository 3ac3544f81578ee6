package io.deltatune.data.source;

import io.deltatune.core.recipe.ingest.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;

/** Reads files without Spark. */
final class Reading {
  private Reading() {}

  /** All rows of a file. */
  static List<SourceRow> rows(Path file, Format format) throws IOException {
    return rows(Piece.whole(file(file, format)));
  }

  static List<SourceRow> rows(Piece piece) throws IOException {
    List<SourceRow> rows = new ArrayList<>();
    try (Rows opened = open(piece)) {
      opened.forEachRemaining(rows::add);
    }
    return rows;
  }

  static Rows open(Piece piece) {
    return PieceRows.open(piece, new Configuration(false));
  }

  /** Line and text of each row; of a faulty one its fault. */
  static List<String> brief(Path file, Format format) throws IOException {
    return rows(file, format).stream().map(Reading::brief).toList();
  }

  static String brief(SourceRow row) {
    return row.line() + " " + (row.fault() == null ? row.text() : row.fault().name());
  }

  static SourceFile file(Path path, Format format) throws IOException {
    return new SourceFile(
        "test",
        0,
        format,
        path.toUri().toString(),
        path.toString(),
        Files.size(path),
        Files.getLastModifiedTime(path).toMillis(),
        Long.MAX_VALUE,
        null);
  }

  static Path write(Path file, String content) throws IOException {
    return Files.write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }
}
