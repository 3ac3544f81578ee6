package io.deltatune.model.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.model.fuzz.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A safetensors file. */
public final class HeaderTarget implements Target {
  private static final int DATA = 46;
  private static final long[] LENGTHS = {
    0, 1, 7, 8, -1, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, 100_000_000
  };

  @Override
  public Path file() {
    return Path.of("model", "model.safetensors");
  }

  @Override
  public List<String> seeds() {
    return List.of(
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
            + "\"b\":{\"dtype\":\"BF16\",\"shape\":[9],\"data_offsets\":[24,42]},"
            + "\"c\":{\"dtype\":\"U8\",\"shape\":[2,1,2],\"data_offsets\":[42,46]}}   ",
        "{\"x\":{\"shape\":[],\"data_offsets\":[0,4],\"dtype\":\"I32\"},"
            + "\"y\":{\"shape\":[0,5],\"data_offsets\":[4,4],\"dtype\":\"F16\"},"
            + "\"z\":{\"shape\":[42],\"data_offsets\":[4,46],\"dtype\":\"U8\"}}");
  }

  @Override
  public List<String> words() {
    return List.of(
        "__metadata__",
        "format",
        "pt",
        "dtype",
        "shape",
        "data_offsets",
        "F32",
        "BF16",
        "F16",
        "I64",
        "I32",
        "U8",
        "F8_E4M3",
        "BOOL",
        "a",
        "b",
        "x");
  }

  /** Mostly with the right length and the data that the seeds describe, sometimes not. */
  @Override
  public byte[] assembled(byte[] json, SplittableRandom random) {
    int data = random.nextInt(6) > 0 ? DATA : random.nextInt(64);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length + data).order(ByteOrder.LITTLE_ENDIAN);
    long length =
        switch (random.nextInt(12)) {
          case 0 -> LENGTHS[random.nextInt(LENGTHS.length)];
          case 1 -> json.length + random.nextInt(-9, 9);
          default -> json.length;
        };
    file.putLong(length).put(json);
    return random.nextInt(100) > 0
        ? file.array()
        : Arrays.copyOf(file.array(), random.nextInt(file.capacity()));
  }

  @Override
  public void read(byte[] file) {
    SafetensorsHeader header;
    try {
      header = SafetensorsHeader.read(file(), ByteSource.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long bytes = 0;
    for (TensorEntry entry : header.entries().values()) {
      assertTrue(entry.offset() >= 8 && entry.bytes() >= 0, entry.toString());
      assertTrue(entry.offset() + entry.bytes() <= file.length, entry.toString());
      long elements = entry.shape().stream().reduce(1L, Math::multiplyExact);
      assertEquals(elements * entry.type().bytes(), entry.bytes(), entry.toString());
      bytes += entry.bytes();
    }
    long length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(file.length, 8 + length + bytes, "header and tensors are the whole file");
  }
}
