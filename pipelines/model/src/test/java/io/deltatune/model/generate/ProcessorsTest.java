package io.deltatune.model.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.model.engine.Engine;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Program;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.testkit.Golden;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The distributions that are drawn from, against those of transformers' logits processors. Which of
 * several equal tokens at the edge of top-p are left is not specified there (its sorting is not
 * stable); how many is.
 */
class ProcessorsTest {
  private static final JsonNode GOLDEN = Golden.of(ProcessorsTest.class, "golden.json");
  private static Engine engine;

  @BeforeAll
  static void open() {
    EngineProcess.useThreads(1);
    engine = Engine.open(new Program().include("sampling.torchscript"));
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void whatIsDrawnFromIsWhatTransformersLeaves() {
    int cases = 0;
    for (JsonNode given : GOLDEN.get("cases")) {
      JsonNode row = GOLDEN.get("rows").get(given.get("row").intValue());
      Map<Integer, Double> expected = new TreeMap<>();
      given
          .get("probabilities")
          .properties()
          .forEach(p -> expected.put(Integer.valueOf(p.getKey()), p.getValue().doubleValue()));
      Map<Integer, Double> actual = probabilities(row, sampling(given.get("settings")));
      String name = "row " + given.get("row") + ", " + given.get("settings");
      assertEquals(expected.size(), actual.size(), name);
      double least = expected.values().stream().min(Double::compare).orElseThrow() * (1 + 1e-6);
      expected.forEach(
          (token, probability) -> {
            if (probability > least || actual.containsKey(token)) {
              assertEquals(probability, actual.get(token), 2e-6 * probability, name);
            }
          });
      cases++;
    }
    assertTrue(cases > 60);
  }

  @Test
  void theBestTokenAfterThePenaltyIsTransformersBest() {
    for (JsonNode given : GOLDEN.get("cases")) {
      Sampling sampling = sampling(given.get("settings"));
      if (!given.get("settings").has("repetition_penalty") || given.get("settings").size() > 1) {
        continue;
      }
      double best = 0;
      int token = -1;
      for (Map.Entry<String, JsonNode> entry : given.get("probabilities").properties()) {
        if (entry.getValue().doubleValue() > best) {
          best = entry.getValue().doubleValue();
          token = Integer.parseInt(entry.getKey());
        }
      }
      JsonNode row = GOLDEN.get("rows").get(given.get("row").intValue());
      try (Scope step = engine.scope()) {
        Tensor logits = logits(row, step);
        int chosen =
            chooser(sampling.withTemperature(0))
                .choose(logits, List.of(Rows.row(1, seen(row), true)), step)
                .tokens()[0];
        assertEquals(token, chosen, given.get("settings").toString());
      }
    }
  }

  private static Map<Integer, Double> probabilities(JsonNode row, Sampling sampling) {
    try (Scope step = engine.scope()) {
      Tensor logits = logits(row, step);
      Candidates candidates =
          chooser(sampling).candidates(logits, List.of(Rows.row(1, seen(row), true)), step).get(0);
      int kept = candidates.kept(sampling, true).orElseThrow();
      double sum = IntStream.range(0, kept).mapToDouble(candidates::weight).sum();
      Map<Integer, Double> probabilities = new TreeMap<>();
      for (int i = 0; i < kept; i++) {
        probabilities.put(candidates.ids()[i], candidates.weight(i) / sum);
      }
      return probabilities;
    }
  }

  private static TokenChooser chooser(Sampling sampling) {
    return new TokenChooser(GenerationSettings.greedy(1).withSampling(sampling), Rows.HEAD);
  }

  private static Tensor logits(JsonNode row, Scope step) {
    float[] values = new float[row.get("logits").size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get("logits").get(i).floatValue();
    }
    return step.floats(values, 1, values.length);
  }

  private static int[] seen(JsonNode row) {
    return IntStream.range(0, row.get("seen").size())
        .map(i -> row.get("seen").get(i).intValue())
        .toArray();
  }

  private static Sampling sampling(JsonNode settings) {
    return new Sampling(
        settings.path("temperature").asDouble(1),
        settings.path("top_k").asInt(0),
        settings.path("top_p").asDouble(1),
        settings.path("min_p").asDouble(0),
        settings.path("repetition_penalty").asDouble(1),
        0);
  }
}
