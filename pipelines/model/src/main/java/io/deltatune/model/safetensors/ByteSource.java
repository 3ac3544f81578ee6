package io.deltatune.model.safetensors;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** Bytes that can be read at any position: a file's, or an array's in tests. */
interface ByteSource {
  long size() throws IOException;

  /**
   * Reads some bytes into a buffer.
   *
   * @return how many, or -1 at the end
   */
  int read(ByteBuffer target, long position) throws IOException;

  static ByteSource of(FileChannel channel) {
    return new ByteSource() {
      @Override
      public long size() throws IOException {
        return channel.size();
      }

      @Override
      public int read(ByteBuffer target, long position) throws IOException {
        return channel.read(target, position);
      }
    };
  }

  static ByteSource of(byte[] bytes) {
    return new ByteSource() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public int read(ByteBuffer target, long position) {
        if (position >= bytes.length) {
          return -1;
        }
        int count = (int) Math.min(target.remaining(), bytes.length - position);
        target.put(bytes, (int) position, count);
        return count;
      }
    };
  }

  /** A part of the bytes as a stream. */
  default InputStream stream(long begin, long end) {
    return new InputStream() {
      private long position = begin;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        int wanted = (int) Math.min(length, end - position);
        if (wanted == 0) {
          return length == 0 ? 0 : -1;
        }
        int count = ByteSource.this.read(ByteBuffer.wrap(into, offset, wanted), position);
        position += Math.max(0, count);
        return count;
      }
    };
  }
}
