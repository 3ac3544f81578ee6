package io.deltatune.data.source;

import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * The bytes of a file as they lie there. What the file system fails at is thrown as a {@link
 * UserError}, so that a decompressor's {@link IOException} always means the content. The sum of
 * what was read tells afterwards whether the file still holds the same.
 */
final class RawInput extends InputStream {
  private final SourceFile file;
  private final FSDataInputStream stream;
  private final byte[] buffer = new byte[1 << 16];
  private final CRC32C sum = new CRC32C();
  private int position;
  private int end;
  private long read;
  private boolean atEnd;

  private RawInput(SourceFile file, FSDataInputStream stream) {
    this.file = file;
    this.stream = stream;
  }

  /** Opens a file at a place. */
  static RawInput open(SourceFile file, long start, Configuration configuration) {
    try {
      Path path = new Path(file.uri());
      FSDataInputStream stream = path.getFileSystem(configuration).open(path);
      try {
        stream.seek(start);
      } catch (IOException failure) {
        stream.close();
        throw failure;
      }
      return new RawInput(file, stream);
    } catch (IOException failure) {
      throw SourceErrors.unreadable(file, failure);
    }
  }

  /** The next bytes, none of them consumed; fewer at the end of the file. */
  byte[] head(int count) {
    if (position > 0) {
      System.arraycopy(buffer, position, buffer, 0, end - position);
      end -= position;
      position = 0;
    }
    while (end < count && fill(end)) {
      // Until there is enough or nothing more.
    }
    return Arrays.copyOf(buffer, Math.min(count, end));
  }

  /** How many bytes were consumed. */
  long consumed() {
    return read - (end - position);
  }

  /** Whether the end of the file was reached. */
  boolean isAtEnd() {
    return atEnd;
  }

  /** CRC-32C of all bytes that were read. */
  long sum() {
    return sum.getValue();
  }

  @Override
  public int read() {
    return available() > 0 ? buffer[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int start, int length) {
    if (length == 0) {
      return 0;
    }
    int count = Math.min(length, available());
    if (count == 0) {
      return -1;
    }
    System.arraycopy(buffer, position, target, start, count);
    position += count;
    return count;
  }

  /** Looks into the file: 0 means its end, which decides whether another gzip member follows. */
  @Override
  public int available() {
    if (position == end) {
      position = 0;
      end = 0;
      fill(0);
    }
    return end - position;
  }

  private boolean fill(int start) {
    try {
      int count = 0;
      while (count == 0 && !atEnd) {
        count = stream.read(buffer, start, buffer.length - start);
      }
      atEnd |= count < 0;
      if (count > 0) {
        sum.update(buffer, start, count);
        read += count;
        end = start + count;
      }
      return count > 0;
    } catch (IOException failure) {
      throw SourceErrors.unreadable(file, failure);
    }
  }

  /** Closes it behind a failure, which is what is told. */
  void release() {
    try {
      close();
    } catch (IOException second) {
      // The failure that is being told came first.
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
