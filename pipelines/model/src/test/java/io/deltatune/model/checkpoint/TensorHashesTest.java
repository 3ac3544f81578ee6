package io.deltatune.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.SafetensorsWriter;
import io.deltatune.model.safetensors.TensorContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorHashesTest {
  private static final Duration AT_ONCE = Duration.ofHours(-1);

  @TempDir Path folder;
  private Path cache;
  private Path weights;

  @BeforeEach
  void writeWeights() {
    cache = folder.resolve("cache");
    weights = folder.resolve("model.safetensors");
    SafetensorsWriter.write(
        weights, Map.of("a", TensorContent.ofFloats(new float[] {1, 2}, List.of(2L))));
  }

  @Test
  void theHashIsThatOfTheBytes() throws Exception {
    byte[] expected = MessageDigest.getInstance("SHA-256").digest(data());
    assertArrayEquals(expected, hash(new TensorHashes(cache, 0, AT_ONCE)));
    assertArrayEquals(expected, hash(new TensorHashes(cache, 0, AT_ONCE)), "remembered");
  }

  @Test
  void whatIsRememberedIsTakenUntilTheFileChangesEvenIfItsTimeIsSetBack() throws IOException {
    TensorHashes hashes = new TensorHashes(cache, 0, AT_ONCE);
    final byte[] first = hash(hashes);
    Path remembered = remembered().get(0);
    String json = Files.readString(remembered);
    String other = "ab".repeat(32);
    Files.writeString(remembered, json.replace(HexFormat.of().formatHex(first), other));
    assertEquals(other, HexFormat.of().formatHex(hash(hashes)), "it was not read again");

    FileTime before = Files.getLastModifiedTime(weights);
    Object changed = Files.getAttribute(weights, "unix:ctime");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1]++;
    while (Files.getAttribute(weights, "unix:ctime").equals(changed)) {
      Files.write(weights, bytes, StandardOpenOption.WRITE); // the clock of files is coarse
      Files.setLastModifiedTime(weights, before);
    }
    byte[] second = hash(hashes);
    assertFalse(MessageDigest.isEqual(first, second));
    assertArrayEquals(second, hash(new TensorHashes(folder.resolve("none"), 0, AT_ONCE)));
  }

  @Test
  void aFileThatWasJustWrittenOrIsSmallIsNotRemembered() throws IOException {
    hash(new TensorHashes(cache, 0, Duration.ofDays(1)));
    hash(new TensorHashes(cache, 1 << 20, AT_ONCE));
    assertFalse(Files.exists(cache));
  }

  @Test
  void aDamagedMemoryIsNotUsed() throws IOException {
    TensorHashes hashes = new TensorHashes(cache, 0, AT_ONCE);
    final byte[] first = hash(hashes);
    Files.write(remembered().get(0), "{".getBytes(StandardCharsets.UTF_8));
    assertArrayEquals(first, hash(hashes));
    assertArrayEquals(first, hash(hashes));
  }

  private byte[] hash(TensorHashes hashes) {
    try (SafetensorsFile file = SafetensorsFile.open(weights)) {
      return hashes.of(file, List.of("a")).get("a");
    }
  }

  private byte[] data() throws IOException {
    byte[] all = Files.readAllBytes(weights);
    return Arrays.copyOfRange(all, all.length - 8, all.length);
  }

  private List<Path> remembered() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.toList();
    }
  }
}
