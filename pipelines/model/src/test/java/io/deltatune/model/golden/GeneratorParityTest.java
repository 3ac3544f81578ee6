package io.deltatune.model.golden;

import static io.deltatune.model.golden.Differences.assertWithin;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.generate.Generation;
import io.deltatune.model.generate.GenerationSettings;
import io.deltatune.model.generate.Generator;
import io.deltatune.model.generate.LogProbabilities;
import io.deltatune.model.generate.Prompt;
import io.deltatune.model.generate.StopReason;
import io.deltatune.model.score.Scorer;
import io.deltatune.model.score.Scorer.Request;
import io.deltatune.model.score.Scorer.Score;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The generator's greedy answers against transformers and PEFT, whatever stands side by side. */
class GeneratorParityTest {
  private static final Progress SILENT = ProgressReporter.SILENT.start("", "rows", 0);
  private static final int GENERATED = 32;

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#NAMES")
  void greedyTokensEqualThoseOfTransformersWithFewerRowsThanPrompts(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    try (Generator generator = open(golden, Optional.empty(), Residence.MAPPED)) {
      assertTokens(golden.greedy(), generate(generator, golden.prompts(), 2), 2);
    }
  }

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#ADAPTED")
  void greedyTokensWithAnAdapterEqualThoseOfPeft(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    JsonNode adapted = golden.json().get("adapter");
    int[][] prompts = GoldenCheckpoint.rows(adapted.get("prompts"));
    int[][] expected = GoldenCheckpoint.rows(adapted.get("greedy"));
    try (Generator generator = open(golden, Optional.of(golden.adapter()), Residence.COPIED)) {
      assertTokens(expected, generate(generator, prompts, 2), 2);
    }
  }

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#ADAPTED")
  void logProbabilitiesOfTheTokensEqualTheScorers(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < golden.prompts().length; i++) {
      requests.add(new Request(golden.prompts()[i], golden.greedy()[i]));
    }
    try (Generator generator = open(golden, Optional.empty(), Residence.COPIED);
        Scorer scorer = Scorer.open(golden.folder(), Optional.empty(), options(Residence.MAPPED))) {
      List<Generation> generations = generate(generator, golden.prompts(), 4);
      List<Score> scores = scorer.score(requests, SILENT);
      for (int i = 0; i < generations.size(); i++) {
        assertWithin(
            1e-4,
            scores.get(i).tokenLogLikelihoods(),
            generations.get(i).tokenLogProbabilities(),
            "log-probabilities of generated tokens",
            name + ", prompt " + i);
      }
    }
  }

  private static Generator open(
      GoldenCheckpoint golden, Optional<Path> adapter, Residence weights) {
    EngineProcess.useThreads(1);
    return Generator.open(golden.folder(), adapter, options(weights));
  }

  private static OpenOptions options(Residence weights) {
    return GoldenCheckpoint.options(Precision.FP32, weights);
  }

  private static List<Generation> generate(Generator generator, int[][] prompts, int rows) {
    GenerationSettings settings =
        GenerationSettings.greedy(GENERATED, rows)
            .withStopTokens(Set.of())
            .withLogProbabilities(LogProbabilities.TOKENS);
    List<Prompt> all =
        Arrays.stream(prompts).map(tokens -> Prompt.of(Arrays.toString(tokens), tokens)).toList();
    return generator.generate(all, settings, SILENT);
  }

  private static void assertTokens(int[][] expected, List<Generation> actual, int rows) {
    assertEquals(expected.length, actual.size());
    for (int i = 0; i < expected.length; i++) {
      String where = rows + " rows, prompt " + i;
      assertArrayEquals(expected[i], actual.get(i).tokens(), where);
      assertEquals(StopReason.LENGTH, actual.get(i).stop(), where);
    }
  }
}
