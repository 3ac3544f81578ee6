package io.deltatune.model.safetensors;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

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
      return openShards(folder, SafetensorsIndex.read(folder.resolve(INDEX)));
    }
    throw new UserError(
        ErrorCode.MISSING_FILE,
        folder + " holds no weights",
        "neither "
            + SINGLE
            + " nor "
            + INDEX
            + " is in "
            + folder.toAbsolutePath()
            + otherWeights(folder),
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

  private static SafetensorsFolder openShards(Path folder, SafetensorsIndex index) {
    List<String> missing =
        index.files().stream().filter(name -> !Files.isRegularFile(folder.resolve(name))).toList();
    if (!missing.isEmpty()) {
      throw new UserError(
          ErrorCode.MISSING_FILE,
          folder + " lacks files of its weights",
          INDEX + " names these, which are not there: " + SafetensorsIndex.some(missing),
          "fetch the checkpoint again, with all its files");
    }
    Map<String, SafetensorsFile> shards = new TreeMap<>();
    try {
      index.files().forEach(name -> shards.put(name, SafetensorsFile.open(folder.resolve(name))));
      return new SafetensorsFolder(shards.values(), index.assigned(shards));
    } catch (RuntimeException e) {
      shards.values().forEach(SafetensorsFile::close);
      throw e;
    }
  }

  /** What else in the folder looks like weights, for the remedy. */
  private static String otherWeights(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<String> names =
          entries
              .map(path -> path.getFileName().toString())
              .filter(name -> name.matches(".*\\.(bin|pth|pt|gguf|safetensors)"))
              .sorted()
              .toList();
      return names.isEmpty() ? "" : "; there is " + SafetensorsIndex.some(names);
    } catch (IOException e) {
      return "";
    }
  }
}
