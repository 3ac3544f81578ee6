package io.deltatune.data.source;

import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.spark.util.SerializableConfiguration;

/** Reads files for their sums only. */
record FileSummer(SerializableConfiguration configuration) implements Serializable {
  private static final int BUFFER = 1 << 16;

  /**
   * The sums of a whole file.
   *
   * @param sha256 of all bytes, hexadecimal
   * @param whole CRC-32C of all bytes
   * @param parts CRC-32C of each part of {@code partBytes}
   */
  record Whole(int order, String sha256, long whole, List<Long> parts) implements Serializable {
    /** Whether the file holds what was read then, from end to end or in ranges. */
    boolean holds(FileSum then) {
      int part = (int) (then.start() / Pieces.RANGE);
      return then.isWholeFile()
          ? then.sum() == whole
          : part < parts.size() && parts.get(part) == then.sum();
    }
  }

  /** The sum and the line ends of one piece. */
  FileSum piece(Piece piece) {
    CRC32C sum = new CRC32C();
    long lines = 0;
    byte[] buffer = new byte[BUFFER];
    try (RawInput in = RawInput.open(piece.file(), piece.start(), configuration.value())) {
      long left = piece.bytes();
      while (left > 0) {
        int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (count < 0) {
          break;
        }
        sum.update(buffer, 0, count);
        for (int i = 0; i < count; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
        left -= count;
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return new FileSum(piece.file().order(), piece.start(), sum.getValue(), lines);
  }

  /**
   * The sums of a file.
   *
   * @throws UserError if it cannot be read
   */
  Whole whole(SourceFile file, long partBytes) {
    MessageDigest sha256 = sha256();
    List<Long> parts = new ArrayList<>();
    CRC32C part = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    try (RawInput in = RawInput.open(file, 0, configuration.value())) {
      long left = partBytes;
      int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      while (count >= 0) {
        sha256.update(buffer, 0, count);
        part.update(buffer, 0, count);
        left -= count;
        if (left == 0) {
          parts.add(part.getValue());
          part.reset();
          left = partBytes;
        }
        count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      }
      parts.add(part.getValue());
      return new Whole(file.order(), HexFormat.of().formatHex(sha256.digest()), in.sum(), parts);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
