package io.deltatune.data.ingest;

import io.deltatune.core.recipe.ingest.Format;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** Opens a file of rows; one row at a time is in memory. */
final class RawRows {
  /** The most characters of one row: 16 million. */
  static final int ROW_LIMIT = 16_000_000;

  private RawRows() {}

  /**
   * A row of a file.
   *
   * @param line its line, or its place in the JSON array, from 1
   * @param text the row, no longer than {@link #ROW_LIMIT}
   * @param fault why the row cannot be used, null if nothing is known against it
   */
  record RawRow(long line, String text, Fault fault) {}

  /** What reading found wrong with a row. */
  enum Fault {
    /** It is longer than {@link #ROW_LIMIT}. */
    TOO_LONG,
    /** The JSON array breaks here; the rest of the file is lost. */
    BROKEN_ARRAY
  }

  /** Rows that hold a file open until they are closed. */
  interface Rows extends Iterator<RawRow>, AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** The rows of a file, which is decompressed where its name says so. */
  static Rows open(SourceFile file, Configuration configuration) throws IOException {
    BufferedReader reader = reader(new Path(file.uri()), configuration);
    try {
      boolean array =
          file.format() == Format.JSON || (file.format() == Format.AUTO && startsArray(reader));
      return array ? new JsonArrayRows(reader) : new JsonLineRows(reader);
    } catch (IOException failure) {
      reader.close();
      throw failure;
    }
  }

  private static BufferedReader reader(Path path, Configuration configuration) throws IOException {
    CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(path);
    InputStream bytes = path.getFileSystem(configuration).open(path);
    InputStream stream = codec == null ? bytes : codec.createInputStream(bytes);
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8), 1 << 16);
    skip(reader, '\ufeff');
    return reader;
  }

  private static void skip(BufferedReader reader, char unwanted) throws IOException {
    reader.mark(1);
    if (reader.read() != unwanted) {
      reader.reset();
    }
  }

  /** Whether the first character that is not white space opens an array; nothing is consumed. */
  private static boolean startsArray(BufferedReader reader) throws IOException {
    int limit = 1 << 16;
    reader.mark(limit);
    int character = ' ';
    for (int i = 0; i < limit - 1 && Character.isWhitespace(character); i++) {
      character = reader.read();
    }
    reader.reset();
    return character == '[';
  }
}
