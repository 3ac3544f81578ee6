package io.deltatune.model.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.testkit.Golden;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The golden files of this package, which README.md beside them describes.
 *
 * @param name {@code newer} or {@code older}
 * @param json the part of {@code golden.json} under that name
 */
public record GoldenModel(String name, JsonNode json) {
  /** The part under a name. */
  public static GoldenModel of(String name) {
    return new GoldenModel(name, Golden.of(GoldenModel.class, "golden.json").get(name));
  }

  /** The checkpoint's folder. */
  public Path folder() {
    try {
      return Path.of(GoldenModel.class.getResource(name + "/config.json").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The model on one thread in fp32, as the references ran. */
  public Gemma3Model open(boolean mapped) {
    EngineProcess.useThreads(1);
    return Gemma3Model.open(folder(), Precision.FP32, mapped);
  }

  /** The tensors of a file in the folder, by name. */
  public Map<String, float[]> tensors(String file) {
    Map<String, float[]> tensors = new TreeMap<>();
    try (SafetensorsFile opened = SafetensorsFile.open(folder().resolve(file))) {
      opened.entries().keySet().forEach(key -> tensors.put(key, opened.floats(key)));
    }
    return tensors;
  }

  /** The rows of {@code batch} or {@code other_batch}; all but label -100 counts in the loss. */
  public List<EncodedConversation> batch(String key) {
    List<EncodedConversation> rows = new ArrayList<>();
    for (JsonNode row : json.get(key)) {
      int[] labels = integers(row.get("labels"));
      boolean[] labelled = new boolean[labels.length];
      for (int i = 0; i < labels.length; i++) {
        labelled[i] = labels[i] != -100;
      }
      rows.add(new EncodedConversation(integers(row.get("ids")), labelled));
    }
    return rows;
  }

  /** A JSON array of whole numbers. */
  public static int[] integers(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).intValue();
    }
    return values;
  }

  /** The largest absolute difference. */
  public static double difference(float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      throw new AssertionError(actual.length + " values, not " + expected.length);
    }
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs((double) actual[i] - expected[i]));
    }
    return largest;
  }

  /** The norm of the difference by the norm of what is expected. */
  public static double relativeDifference(float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      throw new AssertionError(actual.length + " values, not " + expected.length);
    }
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < actual.length; i++) {
      difference += Math.pow((double) actual[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / norm);
  }
}
