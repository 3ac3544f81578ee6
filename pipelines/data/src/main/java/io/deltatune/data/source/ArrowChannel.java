package io.deltatune.data.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import org.apache.arrow.vector.ipc.ReadChannel;

/**
 * The bytes of an Arrow stream. The format's reader asks for four bytes where the length of a
 * batch's description stands, and takes as much memory as they say: a length that cannot be is
 * refused here.
 */
final class ArrowChannel extends ReadChannel {
  /** The longest description of a batch: 64 MiB. */
  static final int DESCRIPTION = 64 << 20;

  private static final int CONTINUATION = 0xffffffff;

  ArrowChannel(ReadableByteChannel bytes) {
    super(bytes);
  }

  @Override
  public int readFully(ByteBuffer buffer) throws IOException {
    int start = buffer.position();
    boolean length = buffer.remaining() == Integer.BYTES;
    int count = super.readFully(buffer);
    if (length && count > 0) {
      if (count < Integer.BYTES) {
        throw new IOException("the file ends in the middle of a batch");
      }
      int size = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(start);
      if (size != CONTINUATION && (size < 0 || size > DESCRIPTION)) {
        throw new IOException("a batch's description is said to have " + size + " bytes");
      }
    }
    return count;
  }
}
