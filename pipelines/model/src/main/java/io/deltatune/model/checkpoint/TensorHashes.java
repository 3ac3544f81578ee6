package io.deltatune.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.JsonFiles;
import io.deltatune.model.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SHA-256 of the tensors of a file, remembered between processes for large files, in {@code
 * ~/.cache/deltatune/tensor-hashes} (or below {@code XDG_CACHE_HOME}, or the system property {@code
 * deltatune.cache}). What is remembered counts only while the file's path, device, inode, size,
 * time of modification and time of change are the same; the last of them no tool can set back. It
 * is not remembered where the file system has no such time, or where the file was changed moments
 * ago, so that a further change might leave the times as they are.
 */
final class TensorHashes {
  private static final Logger LOG = LoggerFactory.getLogger(TensorHashes.class);
  private static final long WORTH_REMEMBERING = 32L << 20;
  private static final Duration SETTLED = Duration.ofSeconds(10);

  private final Path cache;
  private final long smallest;
  private final Duration settled;

  /**
   * @param cache the folder of what is remembered
   * @param smallest smaller files are read each time
   * @param settled how long ago a file must have changed to be remembered
   */
  TensorHashes(Path cache, long smallest, Duration settled) {
    this.cache = cache;
    this.smallest = smallest;
    this.settled = settled;
  }

  /** The user's. */
  static TensorHashes ofUser() {
    String home =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(text -> !text.isBlank())
            .orElse(System.getProperty("user.home") + "/.cache");
    Path folder = Path.of(System.getProperty("deltatune.cache", home + "/deltatune"));
    return new TensorHashes(folder.resolve("tensor-hashes"), WORTH_REMEMBERING, SETTLED);
  }

  /** The hashes of some tensors of a file by name. */
  Map<String, byte[]> of(SafetensorsFile file, Collection<String> names) {
    Optional<Stamp> stamp = Stamp.of(file.path()).filter(known -> known.size >= smallest);
    Map<String, byte[]> hashes = stamp.map(known -> remembered(known)).orElseGet(TreeMap::new);
    boolean complete = true;
    for (String name : names) {
      if (!hashes.containsKey(name)) {
        hashes.put(name, file.sha256(name));
        complete = false;
      }
    }
    if (!complete && stamp.isPresent() && stamp.equals(Stamp.of(file.path()))) {
      if (stamp.get().changed.plus(settled).isBefore(stamp.get().taken)) {
        remember(stamp.get(), hashes);
      }
    }
    return hashes;
  }

  private Map<String, byte[]> remembered(Stamp stamp) {
    Map<String, byte[]> hashes = new TreeMap<>();
    Path place = place(stamp);
    if (!Files.exists(place)) {
      return hashes;
    }
    try {
      ObjectNode json = JsonFiles.read(place);
      if (json.path("stamp").asText().equals(stamp.text)) {
        for (Map.Entry<String, JsonNode> field : json.path("tensors").properties()) {
          hashes.put(field.getKey(), HexFormat.of().parseHex(field.getValue().asText()));
        }
      }
      return hashes;
    } catch (UserError | IllegalArgumentException e) {
      LOG.debug("{} is not used: {}", place, e.getMessage());
      return new TreeMap<>();
    }
  }

  private void remember(Stamp stamp, Map<String, byte[]> hashes) {
    ObjectNode json = JsonFiles.object().put("stamp", stamp.text);
    ObjectNode tensors = json.putObject("tensors");
    hashes.forEach((name, hash) -> tensors.put(name, HexFormat.of().formatHex(hash)));
    Path temporary = cache.resolve("." + UUID.randomUUID());
    try {
      Files.createDirectories(cache);
      Files.write(temporary, json.toString().getBytes(StandardCharsets.UTF_8));
      Files.move(temporary, place(stamp), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.debug("hashes are not remembered: {}", e.toString());
    }
  }

  private Path place(Stamp stamp) {
    return cache.resolve(
        UUID.nameUUIDFromBytes(stamp.path.getBytes(StandardCharsets.UTF_8)) + ".json");
  }

  /** A file as it was at a moment; equal where nothing was written to it in between. */
  private record Stamp(String path, long size, Instant changed, Instant taken, String text) {
    static Optional<Stamp> of(Path file) {
      try {
        Path real = file.toRealPath();
        Instant now = Instant.now();
        Map<String, Object> all =
            Files.readAttributes(real, "unix:size,lastModifiedTime,ctime,ino,dev");
        FileTime modified = (FileTime) all.get("lastModifiedTime");
        FileTime changed = (FileTime) all.get("ctime");
        long size = (Long) all.get("size");
        String text =
            String.join(
                " ",
                real.toString(),
                String.valueOf(all.get("dev")),
                String.valueOf(all.get("ino")),
                String.valueOf(size),
                modified.toInstant().toString(),
                changed.toInstant().toString());
        return Optional.of(new Stamp(real.toString(), size, changed.toInstant(), now, text));
      } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Stamp stamp && stamp.text.equals(text);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }
  }
}
