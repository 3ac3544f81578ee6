package io.deltatune.data.source;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;

/** Reads a stream byte by byte or line by line, and can look ahead as far as its buffer reaches. */
final class ByteCursor implements Closeable {
  /** How far {@link #head} can look. */
  static final int BUFFER = 1 << 16;

  private final InputStream stream;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int end;
  private long passed;

  ByteCursor(InputStream stream) {
    this.stream = stream;
  }

  /** The next bytes up to {@link #BUFFER}, none of them consumed; fewer at the end. */
  byte[] head() throws IOException {
    if (position > 0) {
      System.arraycopy(buffer, position, buffer, 0, end - position);
      passed += position;
      end -= position;
      position = 0;
    }
    while (end < buffer.length) {
      int count = stream.read(buffer, end, buffer.length - end);
      if (count < 0) {
        break;
      }
      end += count;
    }
    return Arrays.copyOf(buffer, end);
  }

  /** Consumes a UTF-8 byte order mark, if the next bytes are one. */
  void skipByteOrderMark() throws IOException {
    byte[] head = head();
    if (head.length >= 3 && head[0] == (byte) 0xef && head[1] == (byte) 0xbb) {
      position += head[2] == (byte) 0xbf ? 3 : 0;
    }
  }

  /** How many bytes were consumed. */
  long consumed() {
    return passed + position;
  }

  /** The next byte, from 0 to 255, or -1 at the end. */
  int next() throws IOException {
    return position < end || fill() ? buffer[position++] & 0xff : -1;
  }

  /** As above, without consuming it. */
  int peek() throws IOException {
    return position < end || fill() ? buffer[position] & 0xff : -1;
  }

  /**
   * Adds the rest of the line without its end to a row and consumes it with its line feed.
   *
   * @return whether there was anything to consume
   */
  boolean line(RowBytes row) throws IOException {
    boolean any = false;
    while (position < end || fill()) {
      any = true;
      int feed = position;
      while (feed < end && buffer[feed] != '\n') {
        feed++;
      }
      row.add(buffer, position, feed - position);
      boolean whole = feed < end;
      position = whole ? feed + 1 : feed;
      if (whole) {
        break;
      }
    }
    if (row.last() == '\r') {
      row.dropLast();
    }
    return any;
  }

  /** What was not consumed, as a stream of its own; the cursor is not used afterwards. */
  InputStream rest() {
    return new SequenceInputStream(
        new ByteArrayInputStream(buffer, position, end - position), stream);
  }

  private boolean fill() throws IOException {
    passed += position;
    position = 0;
    end = 0;
    int count = 0;
    while (count == 0) {
      count = stream.read(buffer, 0, buffer.length);
    }
    end = Math.max(count, 0);
    return count > 0;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
