package io.deltatune.data.source;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * The bytes of a row while it is read: grows up to {@link SourceRow#LIMIT}, drops what goes beyond.
 */
final class RowBytes {
  private byte[] bytes = new byte[1 << 12];
  private int length;
  private boolean overflowed;

  void clear() {
    length = 0;
    overflowed = false;
  }

  void add(int value) {
    if (length == bytes.length && !grow(1)) {
      return;
    }
    bytes[length++] = (byte) value;
  }

  void add(byte[] from, int start, int count) {
    int room = Math.min(count, SourceRow.LIMIT - length);
    overflowed |= room < count;
    if (room > bytes.length - length) {
      grow(room);
    }
    System.arraycopy(from, start, bytes, length, room);
    length += room;
  }

  private boolean grow(int needed) {
    if (length + needed > SourceRow.LIMIT) {
      overflowed = true;
      return false;
    }
    int wanted = Math.max(length + needed, (int) Math.min(bytes.length * 2L, SourceRow.LIMIT));
    bytes = Arrays.copyOf(bytes, wanted);
    return true;
  }

  int length() {
    return length;
  }

  /** Forgets the last byte. */
  void dropLast() {
    length--;
  }

  /** The last byte, -1 if there is none. */
  int last() {
    return length == 0 ? -1 : bytes[length - 1];
  }

  /** Whether the row was longer than the limit. */
  boolean overflowed() {
    return overflowed;
  }

  /** Whether there is nothing but white space. */
  boolean isBlank() {
    for (int i = 0; i < length; i++) {
      if (bytes[i] != ' ' && (bytes[i] < '\t' || bytes[i] > '\r')) {
        return false;
      }
    }
    return true;
  }

  /**
   * The text from {@code start} to before {@code end}.
   *
   * @throws CharacterCodingException if the bytes are no UTF-8
   */
  String text(int start, int end) throws CharacterCodingException {
    return Utf8.strict(bytes, start, end - start);
  }

  /** The text of some bytes in a character set that has a character for each byte. */
  String bytesAsText(int start, int end, Charset single) {
    return new String(bytes, start, end - start, single);
  }

  /** Adds these bytes to another row. */
  void appendTo(RowBytes other) {
    other.add(bytes, 0, length);
    other.overflowed |= overflowed;
  }

  /** The text of the first bytes, whatever they are. */
  String excerpt() {
    return Utf8.excerpt(bytes, length);
  }

  /** These bytes as a row of a file, with a fault where they are too many or no UTF-8. */
  SourceRow row(int fileOrder, long line) {
    if (overflowed) {
      return tooLong(fileOrder, line);
    }
    try {
      return SourceRow.whole(fileOrder, line, text(0, length));
    } catch (CharacterCodingException failure) {
      return invalid(fileOrder, line);
    }
  }

  SourceRow tooLong(int fileOrder, long line) {
    return SourceRow.faulty(
        fileOrder,
        line,
        excerpt(),
        Fault.TOO_LONG,
        "the row has more than " + SourceRow.LIMIT + " bytes; its beginning is kept");
  }

  SourceRow invalid(int fileOrder, long line) {
    return SourceRow.faulty(
        fileOrder,
        line,
        excerpt(),
        Fault.INVALID_UTF8,
        "the row holds bytes that are no UTF-8; convert the file (iconv -t UTF-8) or mend the row");
  }
}
