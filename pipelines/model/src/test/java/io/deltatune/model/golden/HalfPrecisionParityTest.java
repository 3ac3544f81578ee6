package io.deltatune.model.golden;

import static io.deltatune.model.golden.Differences.assertWithin;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.gemma3.Visibility;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * bf16 against transformers' bf16: how far each is from fp32, over the logits of 32 rows of three
 * windows on every checkpoint. Theirs is with sdpa, its default kernel, which is the closer one
 * (eager is 5 % further away). Roundings are accidents of the order of sums, which the processor's
 * kind may change: so one checkpoint is allowed {@link #ONE}, and all together, where accidents
 * cancel, {@link #ALL}.
 */
class HalfPrecisionParityTest {
  private static final double ONE = 1.02;
  private static final double ALL = 1.005;

  /** The mean and the root mean square of absolute differences. */
  private record Distance(double mean, double rootMeanSquare) {}

  @Test
  void logitsInBf16AreNoFurtherFromFp32ThanThoseOfTransformersInBf16() {
    for (Residence weights : Residence.values()) {
      List<Distance> ours = new ArrayList<>();
      List<Distance> theirs = new ArrayList<>();
      for (String name : GoldenCheckpoint.NAMES) {
        GoldenCheckpoint golden = GoldenCheckpoint.of(name);
        JsonNode kernel = golden.json().get("bf16").get("sdpa");
        double mean = kernel.get("mean").doubleValue();
        theirs.add(new Distance(mean, kernel.get("root_mean_square").doubleValue()));
        ours.add(distance(golden, weights));
        assertRatios(ours.get(ours.size() - 1), theirs.get(theirs.size() - 1), ONE, name, weights);
      }
      assertRatios(sum(ours), sum(theirs), ALL, "all checkpoints", weights);
    }
  }

  private static void assertRatios(
      Distance ours, Distance theirs, double allowed, String name, Residence weights) {
    String quantity = "bf16 distance by transformers', " + name + ", ";
    assertWithin(allowed, ours.mean() / theirs.mean(), quantity + "mean", weights.name());
    double ratio = ours.rootMeanSquare() / theirs.rootMeanSquare();
    assertWithin(allowed, ratio, quantity + "root mean square", weights.name());
  }

  private static Distance sum(List<Distance> distances) {
    double mean = distances.stream().mapToDouble(Distance::mean).sum();
    double root = distances.stream().mapToDouble(Distance::rootMeanSquare).sum();
    return new Distance(mean, root);
  }

  private static Distance distance(GoldenCheckpoint golden, Residence weights) {
    int[][] rows = GoldenCheckpoint.rows(golden.json().get("bf16").get("rows"));
    float[] exact = logits(golden.open(Precision.FP32, Residence.COPIED), rows);
    float[] rounded = logits(golden.open(Precision.BF16, weights), rows);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < exact.length; i++) {
      double difference = Math.abs((double) rounded[i] - exact[i]);
      sum += difference;
      squares += difference * difference;
    }
    return new Distance(sum / exact.length, Math.sqrt(squares / exact.length));
  }

  /** The logits of all rows, one behind the other; closes the model. */
  private static float[] logits(Gemma3Model opened, int[][] rows) {
    int[] lengths = Arrays.stream(rows).mapToInt(row -> row.length).toArray();
    try (Gemma3Model model = opened;
        Scope step = model.newScope()) {
      Visibility visibility = Visibility.sequences(lengths);
      return CheckpointParityTest.logits(
          model, CheckpointParityTest.concatenated(rows), visibility, step);
    }
  }
}
