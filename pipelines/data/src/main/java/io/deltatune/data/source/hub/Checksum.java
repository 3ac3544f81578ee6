package io.deltatune.data.source.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a file's content should sum up to, and what it does. */
final class Checksum {
  private final MessageDigest digest;
  private final String expected;

  private Checksum(MessageDigest digest, String expected) {
    this.digest = digest;
    this.expected = expected;
  }

  /** SHA-256 of a large file; of any other the SHA-1 of {@code blob LENGTH NUL CONTENT}, as git. */
  static Checksum of(HubFile file) {
    try {
      MessageDigest digest = MessageDigest.getInstance(file.large() ? "SHA-256" : "SHA-1");
      if (!file.large()) {
        digest.update(("blob " + file.bytes() + "\0").getBytes(StandardCharsets.UTF_8));
      }
      return new Checksum(digest, file.checksum());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Adds a stream to its end, and copies it. */
  void add(InputStream in, OutputStream copy) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      digest.update(buffer, 0, count);
      copy.write(buffer, 0, count);
    }
  }

  boolean isRight() {
    return HexFormat.of().formatHex(digest.digest()).equalsIgnoreCase(expected);
  }
}
