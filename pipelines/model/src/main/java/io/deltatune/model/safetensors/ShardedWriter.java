package io.deltatune.model.safetensors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.AtomicFiles;
import io.deltatune.model.file.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A checkpoint's weights, written as transformers writes them: {@code model.safetensors}, or {@code
 * model-00001-of-0000N.safetensors} with {@code model.safetensors.index.json} where they are larger
 * than one file may be.
 *
 * <p>In two steps, so that a folder never holds half of one checkpoint and half of another for
 * longer than a few moves take: {@link #stage} writes everything under temporary names and leaves
 * what is there alone; {@link #commit} removes the former weights and puts the new ones in place.
 */
public final class ShardedWriter implements AutoCloseable {
  /** What transformers 4 took for a file's largest size. */
  public static final long USUAL_BYTES = 5_000_000_000L;

  private static final String TEMPORARY = "\\.model.*\\.safetensors\\.tmp";
  private static final String WEIGHTS = "model(-\\d{5}-of-\\d{5})?\\.safetensors";

  private final Path folder;
  private final List<AtomicFiles.Staged> staged = new ArrayList<>();
  private final SortedMap<String, String> fileByTensor = new TreeMap<>();
  private long bytes;
  private long parameters;

  private ShardedWriter(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes the weights under temporary names. Each tensor is asked for its bytes once; no two need
   * be in memory together.
   *
   * @param tensors in the order in which they fill the files
   * @param largestFile the most bytes of tensors in a file; a larger tensor has a file of its own
   * @throws UserError if a file cannot be written
   */
  public static ShardedWriter stage(
      Path folder, Map<String, TensorContent> tensors, long largestFile) {
    if (largestFile < 1) {
      throw new IllegalArgumentException("files of at most " + largestFile + " bytes");
    }
    ShardedWriter writer = new ShardedWriter(folder);
    try {
      writer.delete(TEMPORARY, List.of());
      List<Map<String, TensorContent>> shards = split(tensors, largestFile);
      for (int i = 0; i < shards.size(); i++) {
        String name =
            shards.size() == 1
                ? SafetensorsFolder.SINGLE
                : String.format("model-%05d-of-%05d.safetensors", i + 1, shards.size());
        writer.add(name, shards.get(i));
      }
      return writer;
    } catch (RuntimeException | Error e) {
      writer.close();
      throw e;
    }
  }

  private static List<Map<String, TensorContent>> split(
      Map<String, TensorContent> tensors, long largestFile) {
    List<Map<String, TensorContent>> shards = new ArrayList<>();
    shards.add(new LinkedHashMap<>());
    long filled = 0;
    for (Map.Entry<String, TensorContent> tensor : tensors.entrySet()) {
      long size = tensor.getValue().bytes();
      if (filled > 0 && filled + size > largestFile) {
        shards.add(new LinkedHashMap<>());
        filled = 0;
      }
      shards.get(shards.size() - 1).put(tensor.getKey(), tensor.getValue());
      filled += size;
    }
    return shards;
  }

  private void add(String file, Map<String, TensorContent> tensors) {
    staged.add(SafetensorsWriter.stage(folder.resolve(file), tensors, SafetensorsWriter.PYTORCH));
    tensors.forEach(
        (name, content) -> {
          fileByTensor.put(name, file);
          bytes += content.bytes();
          parameters += content.bytes() / content.type().bytes();
        });
  }

  /**
   * Removes the weights of an earlier checkpoint and puts the new ones in their places, the index
   * last.
   *
   * @return the files, in order
   * @throws UserError if a file cannot be moved or removed
   */
  public List<Path> commit() {
    List<Path> files =
        staged.stream().map(file -> folder.resolve(file.target().getFileName())).toList();
    Path index = folder.resolve(SafetensorsFolder.INDEX);
    List<Path> kept = files.stream().map(Path::getFileName).toList();
    try {
      Files.deleteIfExists(index);
    } catch (IOException e) {
      throw notRemoved(e);
    }
    delete(WEIGHTS, kept);
    staged.forEach(AtomicFiles.Staged::commit);
    index().ifPresent(json -> JsonFiles.write(index, json));
    return files;
  }

  /** The bytes of all tensors. */
  public long bytes() {
    return bytes;
  }

  private Optional<ObjectNode> index() {
    if (staged.size() == 1) {
      return Optional.empty();
    }
    ObjectNode json = JsonFiles.object();
    json.putObject("metadata").put("total_parameters", parameters).put("total_size", bytes);
    ObjectNode map = json.putObject("weight_map");
    fileByTensor.forEach(map::put);
    return Optional.of(json);
  }

  private void delete(String pattern, List<Path> kept) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> old;
    try (Stream<Path> entries = Files.list(folder)) {
      old =
          entries
              .filter(path -> path.getFileName().toString().matches(pattern))
              .filter(path -> !kept.contains(path.getFileName()))
              .toList();
      for (Path path : old) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw notRemoved(e);
    }
  }

  private UserError notRemoved(IOException e) {
    return new UserError(
        ErrorCode.NOT_ACCESSIBLE,
        "the former weights in " + folder + " cannot be removed",
        e.getClass().getSimpleName() + ": " + e.getMessage(),
        "check that the folder is writable, or give another one",
        e);
  }

  /** Takes away what was staged and not committed. */
  @Override
  public void close() {
    staged.forEach(AtomicFiles.Staged::close);
  }
}
