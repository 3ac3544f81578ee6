package io.deltatune.model.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All tensors of a checkpoint folder: {@code model.safetensors}, or the shards that {@code
 * model.safetensors.index.json} lists. Thread-safe.
 */
public final class SafetensorsFolder implements AutoCloseable {
  /** The file of a checkpoint that is not sharded. */
  public static final String SINGLE = "model.safetensors";

  /** The list of a sharded checkpoint's files. */
  public static final String INDEX = "model.safetensors.index.json";

  private final Collection<SafetensorsFile> files;
  private final SortedMap<String, SafetensorsFile> fileByTensor;
  private final SortedMap<String, TensorEntry> entries = new TreeMap<>();

  private SafetensorsFolder(
      Collection<SafetensorsFile> files, SortedMap<String, SafetensorsFile> fileByTensor) {
    this.files = files;
    this.fileByTensor = fileByTensor;
    fileByTensor.forEach((name, file) -> entries.put(name, file.entry(name)));
  }

  /**
   * Opens a checkpoint's tensors.
   *
   * @throws UserError if files are missing or malformed, or the index contradicts them
   */
  public static SafetensorsFolder open(Path folder) {
    if (Files.exists(folder.resolve(SINGLE))) {
      SafetensorsFile file = SafetensorsFile.open(folder.resolve(SINGLE));
      SortedMap<String, SafetensorsFile> byTensor = new TreeMap<>();
      file.entries().keySet().forEach(name -> byTensor.put(name, file));
      return new SafetensorsFolder(List.of(file), byTensor);
    }
    if (Files.exists(folder.resolve(INDEX))) {
      return openShards(folder, readIndex(folder.resolve(INDEX)));
    }
    throw new UserError(
        ErrorCode.MISSING_FILE,
        folder + " holds no weights",
        "neither " + SINGLE + " nor " + INDEX + " is in " + folder.toAbsolutePath(),
        "point to a Hugging Face folder whose weights are safetensors files");
  }

  /** The tensors by name, in the order of names. */
  public SortedMap<String, TensorEntry> entries() {
    return Collections.unmodifiableSortedMap(entries);
  }

  /** The open file that holds a tensor. */
  public SafetensorsFile file(String tensor) {
    SafetensorsFile file = fileByTensor.get(tensor);
    if (file == null) {
      throw new IllegalArgumentException("the checkpoint holds no tensor " + tensor);
    }
    return file;
  }

  /** A tensor's bytes, see {@link SafetensorsFile#bytes}. */
  public ByteBuffer bytes(String tensor) {
    return file(tensor).bytes(tensor);
  }

  @Override
  public void close() {
    files.forEach(SafetensorsFile::close);
  }

  private static SafetensorsFolder openShards(Path folder, SortedMap<String, String> index) {
    Path indexFile = folder.resolve(INDEX);
    Map<String, SafetensorsFile> shards = new HashMap<>();
    SortedMap<String, SafetensorsFile> byTensor = new TreeMap<>();
    try {
      for (Map.Entry<String, String> entry : index.entrySet()) {
        SafetensorsFile shard =
            shards.computeIfAbsent(
                entry.getValue(), name -> SafetensorsFile.open(folder.resolve(name)));
        if (!shard.entries().containsKey(entry.getKey())) {
          throw malformed(
              indexFile, shard.path() + " does not hold the tensor " + entry.getKey(), null);
        }
        byTensor.put(entry.getKey(), shard);
      }
    } catch (RuntimeException e) {
      shards.values().forEach(SafetensorsFile::close);
      throw e;
    }
    return new SafetensorsFolder(shards.values(), byTensor);
  }

  private static SortedMap<String, String> readIndex(Path path) {
    JsonNode weightMap;
    try {
      weightMap = new ObjectMapper().readTree(path.toFile()).path("weight_map");
    } catch (IOException e) {
      throw malformed(path, "it is not valid JSON", e);
    }
    if (!weightMap.isObject() || weightMap.isEmpty()) {
      throw malformed(path, "it has no weight_map", null);
    }
    SortedMap<String, String> index = new TreeMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> fields = weightMap.fields(); fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      String file = field.getValue().asText();
      if (!field.getValue().isTextual() || !file.matches("[\\w.-]+\\.safetensors")) {
        throw malformed(
            path, "the weight_map gives " + field.getKey() + " the file " + field.getValue(), null);
      }
      index.put(field.getKey(), file);
    }
    return index;
  }

  private static UserError malformed(Path path, String cause, IOException origin) {
    return new UserError(
        ErrorCode.MALFORMED_FILE,
        path + " is not a valid index of a sharded checkpoint",
        cause,
        "fetch the checkpoint again, with all its files",
        origin);
  }
}
