package io.deltatune.data.source;

import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rows of cells between commas or tabs (RFC 4180): quoted cells may hold delimiters, line ends and
 * doubled quotes. The first row names the columns; a row becomes an object of texts, an empty cell
 * an empty text. A row's line is its first one. A row of another width is a fault of that row only;
 * memory is bounded by {@link SourceRow#LIMIT}, which a library that gives up the file at the first
 * cell over its limit would not allow.
 */
final class DelimitedRows extends ReadingRows {
  /** The most columns. */
  static final int COLUMNS = 10_000;

  private static final int QUOTE = '"';

  private final SourceFile file;
  private final ByteCursor bytes;
  private final int delimiter;
  private final RowBytes row = new RowBytes();
  private final List<Integer> ends = new ArrayList<>();
  private List<String> columns;
  private long line;
  private long first = 1;
  private long openQuote;

  /**
   * @param tabs whether tabs separate the cells; else it is a comma or, where the first line has
   *     none, a semicolon
   */
  DelimitedRows(SourceFile file, ByteCursor bytes, boolean tabs) throws IOException {
    super(file.order());
    this.file = file;
    this.bytes = bytes;
    this.delimiter = tabs ? '\t' : delimiterOf(bytes.head());
  }

  private static int delimiterOf(byte[] head) {
    boolean quoted = false;
    int found = ',';
    for (byte each : head) {
      quoted ^= each == QUOTE;
      if (!quoted && (each == ',' || each == '\n')) {
        return each == ',' ? ',' : found;
      }
      found = !quoted && each == ';' ? ';' : found;
    }
    return found;
  }

  /**
   * @throws UserError if the first row is no header
   */
  @Override
  SourceRow read() throws IOException {
    if (columns == null && (!record() || !header())) {
      return null;
    }
    return record() ? row() : null;
  }

  private boolean header() throws IOException {
    if (row.overflowed() || openQuote > 0) {
      throw badHeader("it is not closed within " + SourceRow.LIMIT + " bytes");
    }
    if (ends.size() > COLUMNS) {
      throw badHeader("it has more than " + COLUMNS + " cells");
    }
    columns = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    try {
      for (String cell : cells()) {
        String name = cell.isBlank() ? unnamed(columns.size()) : cell.strip();
        if (!seen.add(name)) {
          throw badHeader("the column '" + name + "' stands there twice");
        }
        columns.add(name);
      }
    } catch (CharacterCodingException failure) {
      throw badHeader("it is no UTF-8");
    }
    return true;
  }

  private static String unnamed(int column) {
    return "column_" + (column + 1);
  }

  private UserError badHeader(String cause) {
    return SourceErrors.unsupported(
        file,
        "its first row does not name the columns: " + cause,
        "give the file a first row with a name for each column");
  }

  private SourceRow row() {
    if (openQuote > 0) {
      return last(
          Fault.DAMAGED,
          "the quote opened in line " + openQuote + " is never closed; what follows it is lost");
    }
    if (row.overflowed()) {
      return row.tooLong(fileOrder(), first);
    }
    try {
      List<String> cells = cells();
      if (cells.size() != columns.size()) {
        return SourceRow.faulty(
            fileOrder(),
            first,
            object(cells),
            Fault.DAMAGED,
            "the row has " + cells.size() + " cells, the header " + columns.size());
      }
      return SourceRow.whole(fileOrder(), first, object(cells));
    } catch (CharacterCodingException failure) {
      return row.invalid(fileOrder(), first);
    }
  }

  private String object(List<String> cells) throws CharacterCodingException {
    return JsonText.object(
        json -> {
          for (int i = 0; i < cells.size(); i++) {
            json.writeStringField(i < columns.size() ? columns.get(i) : unnamed(i), cells.get(i));
          }
        });
  }

  private List<String> cells() throws CharacterCodingException {
    List<String> cells = new ArrayList<>(ends.size());
    int start = 0;
    for (int end : ends) {
      cells.add(row.text(start, end));
      start = end;
    }
    return cells;
  }

  /** Reads the next row that is not blank; false at the end of the file. */
  private boolean record() throws IOException {
    do {
      row.clear();
      ends.clear();
      first = line + 1;
      int next = bytes.next();
      if (next < 0) {
        return false;
      }
      next = cell(next);
      while (next == delimiter) {
        next = cell(bytes.next());
      }
      line++;
    } while (ends.size() == 1 && row.isBlank());
    return true;
  }

  /** Reads a cell whose first byte is given; returns what ended it. */
  private int cell(int begin) throws IOException {
    int next = begin == QUOTE ? quoted() : begin;
    while (next >= 0 && next != delimiter && next != '\n') {
      if (next != '\r' || !endsLine(bytes.peek())) {
        row.add(next);
      }
      next = bytes.next();
    }
    // The last of too many cells takes the rest, so that the count stays wrong but bounded.
    if (ends.size() <= COLUMNS) {
      ends.add(row.length());
    }
    return next;
  }

  private static boolean endsLine(int next) {
    return next == '\n' || next < 0;
  }

  /** Reads up to the closing quote; returns the byte behind it. */
  private int quoted() throws IOException {
    openQuote = line + 1;
    while (true) {
      int next = bytes.next();
      if (next < 0) {
        return next;
      }
      if (next == QUOTE) {
        next = bytes.next();
        if (next != QUOTE) {
          openQuote = 0;
          return next;
        }
      }
      line += next == '\n' ? 1 : 0;
      row.add(next);
    }
  }

  @Override
  long nextLine() {
    return first;
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
