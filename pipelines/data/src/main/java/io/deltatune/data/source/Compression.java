package io.deltatune.data.source;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** How a file is packed; told by its first bytes, not by its name. */
enum Compression {
  NONE,
  GZIP,
  ZSTD;

  /** How many bytes {@link #of} wants. */
  static final int MAGIC = 8;

  private static final int[] XZ = {0xfd, '7', 'z', 'X', 'Z', 0};
  private static final int[] BZIP2 = {'B', 'Z', 'h'};
  private static final int[] BZIP2_BLOCK = {'1', 'A', 'Y', '&'};
  private static final int[] ZIP = {'P', 'K', 3, 4};
  private static final int[] LZ4 = {0x04, 0x22, 0x4d, 0x18};

  /** The packing of a file that begins so. */
  static Compression of(byte[] head) {
    if (startsWith(head, 0, 0x1f, 0x8b)) {
      return GZIP;
    }
    boolean skippable =
        head.length > 0 && (head[0] & 0xf0) == 0x50 && startsWith(head, 1, 0x2a, 0x4d, 0x18);
    return skippable || startsWith(head, 0, 0x28, 0xb5, 0x2f, 0xfd) ? ZSTD : NONE;
  }

  /** The name of a packing that is known but not read. */
  static Optional<String> unsupported(byte[] head) {
    if (startsWith(head, 0, XZ)) {
      return Optional.of("xz");
    }
    if (startsWith(head, 0, BZIP2) && startsWith(head, 4, BZIP2_BLOCK)) {
      return Optional.of("bzip2");
    }
    if (startsWith(head, 0, ZIP)) {
      return Optional.of("zip");
    }
    return startsWith(head, 0, LZ4) ? Optional.of("lz4") : Optional.empty();
  }

  /** The unpacked bytes. */
  InputStream open(RawInput raw) throws IOException {
    return switch (this) {
      case NONE -> raw;
      case GZIP -> new BoundedInput(new GZIPInputStream(raw, 1 << 16), raw);
      case ZSTD -> new BoundedInput(new ZstdInputStreamNoFinalizer(raw), raw);
    };
  }

  static boolean startsWith(byte[] head, int at, int... magic) {
    if (head.length < at + magic.length) {
      return false;
    }
    byte[] expected = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) {
      expected[i] = (byte) magic[i];
    }
    return Arrays.equals(head, at, at + magic.length, expected, 0, magic.length);
  }
}
