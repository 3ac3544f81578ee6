package io.deltatune.data.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * One row an element of a JSON array, or an object where objects follow one another. Of an object
 * that holds the rows in a field ({@link #WRAPPERS}) these are read, and its other fields are not.
 * Rows are cut out without being parsed, so that neither depth nor length of one costs memory or
 * the rows behind it; white space between tokens is left out.
 */
final class JsonRows extends ReadingRows {
  /** The fields that hold a file's rows. */
  static final Set<String> WRAPPERS = Set.of("data", "rows", "examples", "records", "items");

  private enum Place {
    TOP,
    FIRST_ELEMENT,
    AFTER_ELEMENT
  }

  private final ByteCursor bytes;
  private final RowBytes row = new RowBytes();
  private Place place = Place.TOP;
  private boolean wrapped;
  private long count;
  private long lines = 1;

  JsonRows(int fileOrder, ByteCursor bytes) {
    super(fileOrder);
    this.bytes = bytes;
  }

  @Override
  SourceRow read() throws IOException {
    row.clear();
    return switch (place) {
      case TOP -> top();
      case FIRST_ELEMENT -> pastWhite() == ']' ? closed() : element();
      case AFTER_ELEMENT -> {
        int character = pastWhite();
        if (character == ']') {
          yield closed();
        }
        if (character != ',') {
          yield broken(character < 0 ? "the array is not closed" : "',' or ']' expected");
        }
        bytes.next();
        yield element();
      }
    };
  }

  private SourceRow top() throws IOException {
    int character = pastWhite();
    if (character < 0) {
      return null;
    }
    if (character == '[') {
      bytes.next();
      place = Place.FIRST_ELEMENT;
      return read();
    }
    return switch (copy(0, character == '{')) {
      case WHOLE -> whole();
      case CUT -> broken("the file ends in the middle of a value");
      case WRAPPER -> {
        wrapped = true;
        place = Place.FIRST_ELEMENT;
        yield read();
      }
    };
  }

  private SourceRow element() throws IOException {
    int character = pastWhite();
    if (character < 0) {
      return broken("the array is not closed");
    }
    if (",:]}".indexOf(character) >= 0) {
      return broken("a value expected, '" + (char) character + "' found");
    }
    place = Place.AFTER_ELEMENT;
    return copy(0, false) == Copied.WHOLE ? whole() : broken("the array is not closed");
  }

  private SourceRow whole() {
    return row.row(fileOrder(), ++count);
  }

  /** Behind the bracket that ends the rows. */
  private SourceRow closed() throws IOException {
    bytes.next();
    place = Place.TOP;
    if (wrapped) {
      wrapped = false;
      if (copy(1, false) == Copied.CUT) {
        return broken("the object around the rows is not closed");
      }
    }
    return read();
  }

  private enum Copied {
    WHOLE,
    CUT,
    /** The bracket that opens the rows was consumed. */
    WRAPPER
  }

  /**
   * Copies a value.
   *
   * @param depth 0 before a value; 1 within an object, whose rest is copied
   * @param mayWrap whether the value is an object that may hold the rows
   */
  private Copied copy(int depth, boolean mayWrap) throws IOException {
    int open = depth;
    boolean white = false;
    while (true) {
      int character = bytes.peek();
      if (character < 0) {
        return open == 0 && row.length() > 0 ? Copied.WHOLE : Copied.CUT;
      }
      if (isWhite(character)) {
        if (open == 0) {
          return Copied.WHOLE;
        }
        white = true;
        take();
        continue;
      }
      if (open == 0 && row.length() > 0 && ",]}[{\"".indexOf(character) >= 0) {
        return Copied.WHOLE;
      }
      // White space between two tokens that are no punctuation keeps them apart: 1 2 is not 12.
      if (white && !isPunctuation(row.last()) && !isPunctuation(character)) {
        row.add(' ');
      }
      white = false;
      take();
      if (character == '"') {
        boolean key = mayWrap && open == 1 && (row.last() == '{' || row.last() == ',');
        int start = row.length();
        if (!string()) {
          return Copied.CUT;
        }
        if (key && isWrapper(start) && opensRows()) {
          row.clear();
          return Copied.WRAPPER;
        }
      } else {
        row.add(character);
      }
      open += character == '{' || character == '[' ? 1 : 0;
      open -= character == '}' || character == ']' ? 1 : 0;
      if (open == 0 && "}]\"".indexOf(character) >= 0) {
        return Copied.WHOLE;
      }
    }
  }

  /** Copies the rest of a string with its quotes. */
  private boolean string() throws IOException {
    row.add('"');
    while (true) {
      int character = take();
      if (character < 0) {
        return false;
      }
      row.add(character);
      if (character == '"') {
        return true;
      }
      if (character == '\\') {
        row.add(take());
      }
    }
  }

  private boolean isWrapper(int start) throws IOException {
    int length = row.length() - start - 2;
    return length < 16
        && !row.overflowed()
        && WRAPPERS.contains(
            row.bytesAsText(start + 1, start + 1 + length, StandardCharsets.ISO_8859_1));
  }

  /** Behind a key: whether an array of objects follows, whose bracket is consumed. */
  private boolean opensRows() throws IOException {
    if (pastWhite() == ':') {
      row.add(take());
      if (pastWhite() == '[') {
        byte[] head = bytes.head();
        int next = 1;
        while (next < head.length && isWhite(head[next])) {
          next++;
        }
        if (next < head.length && head[next] == '{') {
          bytes.next();
          return true;
        }
      }
    }
    return false;
  }

  private int pastWhite() throws IOException {
    while (isWhite(bytes.peek())) {
      take();
    }
    return bytes.peek();
  }

  private int take() throws IOException {
    int character = bytes.next();
    lines += character == '\n' ? 1 : 0;
    return character;
  }

  private static boolean isWhite(int character) {
    return character == ' ' || character == '\n' || character == '\r' || character == '\t';
  }

  private static boolean isPunctuation(int character) {
    return character < 0 || "{}[],:".indexOf(character) >= 0;
  }

  private SourceRow broken(String problem) {
    return last(
        Fault.BROKEN_JSON,
        problem + ", line " + lines + " of the file; what follows could not be read");
  }

  @Override
  long nextLine() {
    return count + 1;
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
