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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
    List<Distance> theirs = new ArrayList<>();
    Map<Residence, List<Distance>> ours = new EnumMap<>(Residence.class);
    for (String name : GoldenCheckpoint.NAMES) {
      GoldenCheckpoint golden = GoldenCheckpoint.of(name);
      JsonNode half = golden.json().get("bf16");
      double mean = half.get("sdpa").get("mean").doubleValue();
      Distance reference =
          new Distance(mean, half.get("sdpa").get("root_mean_square").doubleValue());
      theirs.add(reference);
      int[][] rows = GoldenCheckpoint.rows(half.get("rows"));
      float[] exact = logits(golden.open(Precision.FP32, Residence.COPIED), rows);
      for (Residence weights : Residence.values()) {
        Distance distance = distance(exact, logits(golden.open(Precision.BF16, weights), rows));
        ours.computeIfAbsent(weights, unused -> new ArrayList<>()).add(distance);
        assertRatios(distance, reference, ONE, name, weights);
      }
    }
    ours.forEach(
        (weights, distances) ->
            assertRatios(sum(distances), sum(theirs), ALL, "all checkpoints", weights));
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

  private static Distance distance(float[] exact, float[] rounded) {
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
