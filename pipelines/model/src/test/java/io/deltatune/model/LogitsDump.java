package io.deltatune.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.safetensors.SafetensorsWriter;
import io.deltatune.model.safetensors.TensorContent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Writes the logits that this product computes in fp32, for a reference to be compared with ({@code
 * pipelines/bench/reference/check_adapter.py}).
 *
 * <pre>LogitsDump MODEL_DIR ADAPTER_DIR|- OUT.safetensors [IDS.json]</pre>
 *
 * <p>IDS.json is an array of arrays of token ids; without it four seeded random rows are taken, the
 * longest more than twice the sliding window where the model's positions allow it. OUT holds {@code
 * ids.N} {@code [tokens]} and {@code logits.N} {@code [tokens, vocabulary]}, all as fp32.
 */
public final class LogitsDump {
  private LogitsDump() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 3) {
      throw new IllegalArgumentException("LogitsDump MODEL_DIR ADAPTER_DIR|- OUT [IDS.json]");
    }
    Map<String, TensorContent> tensors = new TreeMap<>();
    try (Gemma3Model model = Gemma3Model.open(Path.of(arguments[0]), Precision.FP32, false)) {
      if (!arguments[1].equals("-")) {
        model.adapt(AdapterFolder.read(Path.of(arguments[1]), model.config()).matrices());
      }
      int[][] rows =
          arguments.length > 3
              ? new ObjectMapper().readValue(Path.of(arguments[3]).toFile(), int[][].class)
              : random(model);
      for (int row = 0; row < rows.length; row++) {
        add(tensors, row, rows[row], model);
      }
    }
    SafetensorsWriter.write(Path.of(arguments[2]), tensors);
  }

  private static int[][] random(Gemma3Model model) {
    Random random = new Random(42);
    int window = model.config().slidingWindow();
    int longest = Math.min(2 * window + 9, model.config().maximumPositions());
    int[][] rows = new int[4][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = random.ints(longest >> row, 3, model.config().vocabularySize()).toArray();
      rows[row][0] = 2;
    }
    return rows;
  }

  private static void add(
      Map<String, TensorContent> tensors, int row, int[] ids, Gemma3Model model) {
    float[] exact = new float[ids.length]; // ids are below 2^24
    for (int i = 0; i < ids.length; i++) {
      exact[i] = ids[i];
    }
    tensors.put("ids." + row, TensorContent.ofFloats(exact, List.of((long) ids.length)));
    try (Scope step = model.newScope()) {
      Tensor logits = model.logits(ids, step);
      tensors.put(
          "logits." + row,
          TensorContent.ofFloats(logits.floats(), List.of(logits.shape()[0], logits.shape()[1])));
    }
  }
}
