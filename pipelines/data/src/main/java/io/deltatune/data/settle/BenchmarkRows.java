package io.deltatune.data.settle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.StringJoiner;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The rows of a benchmark's file, plain or gzipped: JSON objects one after the other or in an
 * array, or CSV ({@code .csv}, {@code .tsv}) with a header.
 */
final class BenchmarkRows implements Iterator<BenchmarkRows.Document>, Closeable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_CELL = 1 << 24;

  private final Closeable file;
  private final Iterator<Document> rows;

  private BenchmarkRows(Closeable file, Iterator<Document> rows) {
    this.file = file;
    this.rows = rows;
  }

  /**
   * A row.
   *
   * @param line the line on which it ends, or its place in an array or a table, from 1
   */
  record Document(long line, JsonNode row) {
    /** All texts in a field, a line each; empty where there are none. */
    String text(String field) {
      StringJoiner texts = new StringJoiner("\n");
      collect(row.path(field), texts);
      return texts.toString();
    }

    Iterator<String> fields() {
      return row.fieldNames();
    }

    private static void collect(JsonNode node, StringJoiner texts) {
      if (node.isContainerNode()) {
        node.forEach(child -> collect(child, texts));
      } else if (!node.isNull() && !node.isMissingNode()) {
        texts.add(node.asText());
      }
    }
  }

  static BenchmarkRows open(Path path, Configuration configuration) throws IOException {
    InputStream file =
        new BufferedInputStream(path.getFileSystem(configuration).open(path), 1 << 16);
    try {
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(unpacked(file), StandardCharsets.UTF_8));
      String name = path.getName().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
      boolean isTable = name.endsWith(".csv") || name.endsWith(".tsv");
      return new BenchmarkRows(
          file, isTable ? table(reader, name.endsWith(".tsv")) : objects(reader));
    } catch (IOException | RuntimeException failure) {
      file.close();
      throw failure;
    }
  }

  private static InputStream unpacked(InputStream file) throws IOException {
    file.mark(2);
    boolean isGzip = file.read() == 0x1f && file.read() == 0x8b;
    file.reset();
    return isGzip ? new GZIPInputStream(file, 1 << 16) : file;
  }

  private static Iterator<Document> objects(BufferedReader reader) throws IOException {
    reader.mark(1 << 10);
    int first = reader.read();
    while (first == 0xfeff || Character.isWhitespace(first)) {
      reader.mark(1 << 10);
      first = reader.read();
    }
    reader.reset();
    boolean isArray = first == '[';
    MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(reader);
    return new Iterator<>() {
      private final Deque<Document> wrapped = new ArrayDeque<>();
      private long place;

      @Override
      public boolean hasNext() {
        return !wrapped.isEmpty() || values.hasNext();
      }

      @Override
      public Document next() {
        if (!wrapped.isEmpty()) {
          return wrapped.remove();
        }
        JsonNode row = values.next();
        place++;
        wrapped.addAll(wrapped(row));
        return wrapped.isEmpty()
            ? new Document(isArray ? place : values.getCurrentLocation().getLineNr(), row)
            : wrapped.remove();
      }
    };
  }

  /** The rows of an object that is nothing but their wrapper; BIG-Bench-Hard's files are such. */
  private static List<Document> wrapped(JsonNode object) {
    List<Document> rows = new ArrayList<>();
    JsonNode examples = object.path("examples");
    if (examples.isArray()) {
      for (JsonNode row : examples) {
        rows.add(new Document(rows.size() + 1L, row));
      }
    }
    return rows;
  }

  private static Iterator<Document> table(BufferedReader reader, boolean byTabs) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setMaxCharsPerColumn(LONGEST_CELL);
    settings.setMaxColumns(10_000);
    settings.getFormat().setDelimiter(byTabs ? '\t' : ',');
    settings.getFormat().setQuoteEscape('"');
    CsvParser parser = new CsvParser(settings);
    parser.beginParsing(reader);
    String[] header = parser.parseNext();
    return new Iterator<>() {
      private String[] next = parser.parseNext();
      private long place;

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public Document next() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        ObjectNode row = JSON.createObjectNode();
        for (int i = 0; i < Math.min(header.length, next.length); i++) {
          row.put(header[i], next[i]);
        }
        next = parser.parseNext();
        return new Document(++place, row);
      }
    };
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public Document next() {
    return rows.next();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
