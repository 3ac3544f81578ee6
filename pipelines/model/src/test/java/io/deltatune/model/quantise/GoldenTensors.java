package io.deltatune.model.quantise;

import io.deltatune.model.safetensors.SafetensorsFile;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The golden files of this package, which the generator beside them describes. */
final class GoldenTensors {
  private GoldenTensors() {}

  static SafetensorsFile open(String file) {
    return SafetensorsFile.open(path(file));
  }

  /** Where a file or folder of this package's resources lies. */
  static Path path(String name) {
    try {
      return Path.of(GoldenTensors.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The bytes of a tensor. */
  static byte[] bytes(SafetensorsFile file, String name) {
    ByteBuffer buffer = file.bytes(name);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** Memory as an engine's tensor has it. */
  static ByteBuffer direct(long bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The whole content of a buffer. */
  static byte[] content(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    return bytes;
  }
}
