package io.deltatune.data.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Unpacked bytes that end with an error where the packed ones would give without end: more than
 * {@link #FREE} bytes at more than {@link #RATIO} for one. Text packs to a tenth, rows that repeat
 * themselves to a hundredth.
 */
final class BoundedInput extends FilterInputStream {
  /** As many bytes come at any ratio: 256 MiB. */
  static final long FREE = 256L << 20;

  /** The highest ratio beyond these. */
  static final long RATIO = 500;

  private final RawInput packed;
  private long unpacked;

  BoundedInput(InputStream stream, RawInput packed) {
    super(stream);
    this.packed = packed;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int start, int length) throws IOException {
    int count = super.read(target, start, length);
    unpacked += Math.max(count, 0);
    if (isTooMuch(packed.consumed(), unpacked)) {
      throw new IOException(excess(packed.consumed(), unpacked));
    }
    return count;
  }

  /** Whether so many bytes cannot have come of so few. */
  static boolean isTooMuch(long packed, long unpacked) {
    return unpacked > FREE && unpacked / RATIO > packed;
  }

  /** What is wrong then. */
  static String excess(long packed, long unpacked) {
    return "the file unpacks to more than "
        + RATIO
        + " times its size ("
        + packed
        + " bytes gave "
        + unpacked
        + "), which no data set does";
  }

  @Override
  public long skip(long count) throws IOException {
    throw new IOException("skipping is not supported");
  }
}
