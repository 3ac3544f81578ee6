package io.deltatune.model.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.JsonFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code model.safetensors.index.json}: which file holds which tensor.
 *
 * @param path the index itself
 * @param fileByTensor names of files beside the index, by the tensors' names
 * @param totalSize the bytes of all tensors, where the index says a whole number
 */
record SafetensorsIndex(Path path, SortedMap<String, String> fileByTensor, OptionalLong totalSize) {
  private static final Logger LOG = LoggerFactory.getLogger(SafetensorsIndex.class);
  private static final long MOST_BYTES = 64L << 20;
  private static final int MOST_FILES = 10_000;
  private static final int SHOWN = 10;
  private static final Pattern FILE = Pattern.compile("[\\w.-]{1,200}\\.safetensors");

  /**
   * @throws UserError if the file is not such an index, or names a file outside its folder
   */
  static SafetensorsIndex read(Path path) {
    return of(path, JsonFiles.read(path, MOST_BYTES));
  }

  static SafetensorsIndex of(Path path, ObjectNode json) {
    JsonNode weightMap = json.path("weight_map");
    if (!weightMap.isObject() || weightMap.isEmpty()) {
      throw malformed(path, "it has no weight_map");
    }
    SortedMap<String, String> index = new TreeMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> fields = weightMap.fields(); fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      JsonNode file = field.getValue();
      if (!file.isTextual() || !FILE.matcher(file.textValue()).matches()) {
        throw malformed(
            path,
            "the weight_map gives "
                + JsonFiles.shortened(field.getKey())
                + " the file "
                + JsonFiles.shown(file));
      }
      index.put(field.getKey(), file.textValue());
    }
    JsonNode size = json.path("metadata").path("total_size");
    SafetensorsIndex read =
        new SafetensorsIndex(
            path,
            Collections.unmodifiableSortedMap(index),
            size.canConvertToExactIntegral() && size.canConvertToLong()
                ? OptionalLong.of(size.longValue())
                : OptionalLong.empty());
    if (read.files().size() > MOST_FILES) {
      throw malformed(path, "it names more than " + MOST_FILES + " files");
    }
    return read;
  }

  SortedSet<String> files() {
    return new TreeSet<>(fileByTensor.values());
  }

  /**
   * The open file of each tensor.
   *
   * @param shards the files by name
   * @throws UserError if index and files do not name the same tensors in the same places
   */
  SortedMap<String, SafetensorsFile> assigned(Map<String, SafetensorsFile> shards) {
    SortedMap<String, SafetensorsFile> assigned = new TreeMap<>();
    List<String> absent = new ArrayList<>();
    fileByTensor.forEach(
        (tensor, file) -> {
          SafetensorsFile shard = shards.get(file);
          if (!shard.entries().containsKey(tensor)) {
            absent.add(shard.path() + " does not hold the tensor " + tensor);
          }
          assigned.put(tensor, shard);
        });
    long size = 0;
    for (Map.Entry<String, SafetensorsFile> shard : shards.entrySet()) {
      for (TensorEntry entry : shard.getValue().entries().values()) {
        size += entry.bytes();
        if (!shard.getKey().equals(fileByTensor.get(entry.name()))) {
          absent.add(
              shard.getValue().path() + " holds the tensor " + entry.name() + ", not placed there");
        }
      }
    }
    if (!absent.isEmpty()) {
      throw malformed(path, some(absent));
    }
    if (totalSize.isPresent() && totalSize.getAsLong() != size) {
      LOG.warn(
          "{}: total_size is {}, but the tensors have {} bytes together",
          path,
          totalSize.getAsLong(),
          size);
    }
    return assigned;
  }

  /** A list for a message, whole where it is short. */
  static String some(List<String> texts) {
    String more = texts.size() > SHOWN ? " and " + (texts.size() - SHOWN) + " more" : "";
    return String.join(", ", texts.subList(0, Math.min(SHOWN, texts.size()))) + more;
  }

  private static UserError malformed(Path path, String cause) {
    return new UserError(
        ErrorCode.MALFORMED_FILE,
        path + " is not a valid index of a sharded checkpoint",
        cause,
        "fetch the checkpoint again, with all its files, into an empty folder");
  }
}
