package io.deltatune.bench.device;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.bench.Answers;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.generate.Generator;
import io.deltatune.model.score.Scorer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The golden files on the device, in fp32. */
final class GoldenParity {
  private static final String SECTION = "parity";

  /** Of logits that reach 14, and of log-likelihoods. */
  private static final double TOLERANCE = 1e-4;

  private final GoldenCheckpoint golden;
  private final OpenOptions options;
  private final Report report;

  private GoldenParity(GoldenCheckpoint golden, OpenOptions options, Report report) {
    this.golden = golden;
    this.options = options;
    this.report = report;
  }

  /** Checks the named checkpoints, unpacked below a folder. */
  static void check(List<String> names, String device, Path below, Report report)
      throws IOException {
    OpenOptions options = new OpenOptions(Optional.of(Precision.FP32), Optional.empty(), device);
    for (String name : names) {
      GoldenParity parity = new GoldenParity(GoldenCheckpoint.unpack(name, below), options, report);
      parity.logits();
      parity.greedy();
      parity.scores();
    }
  }

  private void logits() {
    Map<String, float[]> expected = golden.tensors();
    List<int[]> prompts = golden.tokens("prompts");
    double largest = 0;
    try (Gemma3Model model = Gemma3Model.open(golden.folder(), options)) {
      for (int row = 0; row < prompts.size(); row++) {
        try (Scope step = model.newScope()) {
          float[] actual = model.logits(prompts.get(row), step).floats();
          largest = Math.max(largest, difference(actual, expected.get("logits." + row)));
        }
      }
    }
    near("logits, largest difference", largest);
  }

  private void greedy() {
    int[][] expected = golden.tokens("greedy").toArray(int[][]::new);
    int[][] prompts = golden.tokens("prompts").toArray(int[][]::new);
    int same = 0;
    try (Generator generator = Generator.open(golden.folder(), Optional.empty(), options)) {
      int[][] actual = Answers.of(generator, prompts, expected[0].length, prompts.length).tokens();
      for (int row = 0; row < expected.length; row++) {
        same += Arrays.equals(actual[row], expected[row]) ? 1 : 0;
      }
    }
    report.add(SECTION, golden.name() + " greedy answers equal", same, "of " + prompts.length, "");
    if (same < prompts.length) {
      report.fail(golden.name() + ": only " + same + " greedy answers are those of transformers");
    }
  }

  private void scores() {
    List<Scorer.Request> requests = new ArrayList<>();
    List<JsonNode> expected = new ArrayList<>();
    for (JsonNode group : golden.json().get("groups")) {
      int[] context = GoldenCheckpoint.integers(group.get("context"));
      for (JsonNode choice : group.get("choices")) {
        expected.add(choice);
        requests.add(
            new Scorer.Request(context, GoldenCheckpoint.integers(choice.get("continuation"))));
      }
    }
    double largest = 0;
    try (Scorer scorer = Scorer.open(golden.folder(), Optional.empty(), options)) {
      List<Scorer.Score> scores =
          scorer.score(requests, ProgressReporter.SILENT.start("", "requests", -1));
      for (int i = 0; i < scores.size(); i++) {
        double sum = expected.get(i).get("log_likelihood").doubleValue();
        largest = Math.max(largest, Math.abs(scores.get(i).logLikelihood() - sum));
        if (scores.get(i).greedy() != expected.get(i).get("is_greedy").booleanValue()) {
          report.fail(golden.name() + ": choice " + i + " has another greedy flag");
        }
      }
    }
    near("log-likelihoods, largest difference", largest);
  }

  private void near(String what, double largest) {
    report.add(SECTION, golden.name() + " " + what, largest, "", "");
    if (!(largest <= TOLERANCE)) {
      report.fail(golden.name() + ": " + what + " " + largest + ", not " + TOLERANCE);
    }
  }

  private static double difference(float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs((double) actual[i] - expected[i]);
      largest = difference <= largest ? largest : difference;
    }
    return largest;
  }
}
