package io.deltatune.model.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.testkit.Golden;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One of the tiny checkpoints of {@code checkpoints/}, with what transformers and PEFT compute from
 * it; README.md there describes each file.
 *
 * @param name of its folder
 * @param json the content of {@code NAME.json}
 */
public record GoldenCheckpoint(String name, JsonNode json) {
  /** Layouts of config.json, of names and of files; heads, windows, patterns and scales. */
  public static final List<String> NAMES =
      List.of(
          "newer-multimodal",
          "newer-odd",
          "newer-sharded",
          "newer-sliding",
          "newer-untied",
          "older-every-second",
          "older-multimodal",
          "older-scaled");

  /** Those with an adapter of PEFT. */
  public static final List<String> ADAPTED = List.of("newer-multimodal", "newer-sharded");

  /** The folder of checkpoints and golden files. */
  public static Path root() {
    try {
      return Path.of(GoldenCheckpoint.class.getResource("checkpoints/shapes.py").toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A checkpoint by its name. */
  public static GoldenCheckpoint of(String name) {
    return new GoldenCheckpoint(
        name, Golden.of(GoldenCheckpoint.class, "checkpoints/" + name + ".json"));
  }

  /** The Hugging Face folder. */
  public Path folder() {
    return root().resolve(name);
  }

  /** PEFT's folder, of {@link #ADAPTED} only. */
  public Path adapter() {
    return root().resolve(name + "-adapter");
  }

  /** The golden tensors by name, float32. */
  public Map<String, float[]> tensors() {
    Map<String, float[]> tensors = new TreeMap<>();
    try (SafetensorsFile opened = SafetensorsFile.open(root().resolve(name + ".safetensors"))) {
      opened.entries().keySet().forEach(key -> tensors.put(key, opened.floats(key)));
    }
    return tensors;
  }

  /** The window of the sliding layers. */
  public int window() {
    return json.get("window").intValue();
  }

  /** The number of token ids. */
  public int vocabulary() {
    return Gemma3Config.read(folder()).vocabularySize();
  }

  /** The model on one thread in fp32, as the references ran. */
  public Gemma3Model open(Residence weights) {
    return open(Precision.FP32, weights);
  }

  /** The model on one thread. */
  public Gemma3Model open(Precision precision, Residence weights) {
    EngineProcess.useThreads(1);
    return Gemma3Model.open(folder(), options(precision, weights));
  }

  /** How the tests open models. */
  public static OpenOptions options(Precision precision, Residence weights) {
    return OpenOptions.onProcessor(precision, weights);
  }

  /** Prompts of 1, 3, window - 1, window, window + 1 and 3 x window tokens. */
  public int[][] prompts() {
    return rows(json.get("prompts"));
  }

  /** The 32 tokens that follow each prompt. */
  public int[][] greedy() {
    return rows(json.get("greedy"));
  }

  /** A JSON array of arrays of whole numbers. */
  public static int[][] rows(JsonNode array) {
    List<int[]> rows = new ArrayList<>();
    array.forEach(row -> rows.add(GoldenModel.integers(row)));
    return rows.toArray(int[][]::new);
  }
}
