package io.deltatune.bench.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.model.safetensors.SafetensorsFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A tiny checkpoint with what transformers computes from it; {@code README.md} beside the golden
 * files of the model module describes them.
 *
 * @param name of the checkpoint
 * @param folder a checkpoint as users have it
 * @param json prompts, continuations and scores
 */
record GoldenCheckpoint(String name, Path folder, JsonNode json) {
  /** Layouts, prefixes, dtypes, head counts and windows that differ. */
  static final List<String> NAMES =
      List.of(
          "newer-sharded",
          "newer-untied",
          "newer-sliding",
          "newer-multimodal",
          "newer-odd",
          "older-every-second",
          "older-scaled",
          "older-multimodal");

  private static final String RESOURCES = "/io/deltatune/bench/golden/";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Unpacks a checkpoint of this module's jar below a folder: weights are mapped from files. */
  static GoldenCheckpoint unpack(String name, Path below) throws IOException {
    Path folder = Files.createDirectories(below.resolve(name));
    copy(name + "/config.json", folder.resolve("config.json"));
    if (isThere(name + "/model.safetensors")) {
      copy(name + "/model.safetensors", folder.resolve("model.safetensors"));
    } else {
      Path index = folder.resolve("model.safetensors.index.json");
      copy(name + "/" + index.getFileName(), index);
      TreeSet<String> shards = new TreeSet<>();
      MAPPER.readTree(index.toFile()).get("weight_map").forEach(file -> shards.add(file.asText()));
      for (String shard : shards) {
        copy(name + "/" + shard, folder.resolve(shard));
      }
    }
    copy(name + ".safetensors", below.resolve(name + ".safetensors"));
    try (InputStream json = open(name + ".json")) {
      return new GoldenCheckpoint(name, folder, MAPPER.readTree(json));
    }
  }

  /** The tensors that transformers computed. */
  Map<String, float[]> tensors() {
    Map<String, float[]> tensors = new TreeMap<>();
    try (SafetensorsFile file =
        SafetensorsFile.open(folder.resolveSibling(name + ".safetensors"))) {
      file.entries().keySet().forEach(key -> tensors.put(key, file.floats(key)));
    }
    return tensors;
  }

  /** Lists of token ids. */
  List<int[]> tokens(String key) {
    List<int[]> all = new ArrayList<>();
    json.get(key).forEach(ids -> all.add(integers(ids)));
    return all;
  }

  /** A JSON array of whole numbers. */
  static int[] integers(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).intValue();
    }
    return values;
  }

  private static boolean isThere(String resource) {
    return GoldenCheckpoint.class.getResource(RESOURCES + resource) != null;
  }

  private static InputStream open(String resource) {
    InputStream stream = GoldenCheckpoint.class.getResourceAsStream(RESOURCES + resource);
    if (stream == null) {
      throw new UncheckedIOException(new IOException("no " + resource + " in this module's jar"));
    }
    return stream;
  }

  private static void copy(String resource, Path to) throws IOException {
    try (InputStream stream = open(resource)) {
      Files.copy(stream, to);
    }
  }
}
