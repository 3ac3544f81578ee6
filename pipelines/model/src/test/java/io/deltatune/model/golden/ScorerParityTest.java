package io.deltatune.model.golden;

import static io.deltatune.model.golden.Differences.assertWithin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.score.Scorer;
import io.deltatune.model.score.Scorer.Request;
import io.deltatune.model.score.Scorer.Score;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Log-likelihoods of continuations against one plain pass of transformers (or PEFT) over context
 * and continuation: contexts shorter and longer than the window, endings of different lengths,
 * one-token choices.
 */
class ScorerParityTest {
  private static final Progress SILENT = ProgressReporter.SILENT.start("", "requests", 0);
  private static final double ALLOWED = 1e-4;

  /** A request and what the reference says. */
  private record Case(Request request, JsonNode expected) {}

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#NAMES")
  void logLikelihoodsAndGreedyFlagsEqualThoseOfTransformers(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    for (Residence weights : Residence.values()) {
      try (Scorer scorer = open(golden, Optional.empty(), weights)) {
        List<Case> cases = cases(golden.json().get("groups"));
        assertScores(scorer, cases, "log-likelihoods", name + ", " + weights);
        assertTrue(cases.stream().anyMatch(each -> greedy(each)), "some are greedy");
        assertTrue(cases.stream().anyMatch(each -> !greedy(each)), "some are not");
      }
    }
  }

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#NAMES")
  void scoresDoNotDependOnOrderOrCompany(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    try (Scorer scorer = open(golden, Optional.empty(), Residence.COPIED)) {
      List<Case> cases = cases(golden.json().get("groups"));
      cases.addAll(cases.subList(0, 5)); // the same request twice
      Collections.shuffle(cases, new Random(7));
      assertScores(scorer, cases, "log-likelihoods", name + ", shuffled");
      for (int i = 0; i < cases.size(); i += 4) {
        assertScores(scorer, cases.subList(i, i + 1), "log-likelihoods", name + ", alone");
      }
      assertEquals(List.of(), scorer.score(List.of(), SILENT));
    }
  }

  @ParameterizedTest
  @FieldSource("io.deltatune.model.golden.GoldenCheckpoint#ADAPTED")
  void logLikelihoodsWithAnAdapterEqualThoseOfPeft(String name) {
    GoldenCheckpoint golden = GoldenCheckpoint.of(name);
    for (Residence weights : Residence.values()) {
      try (Scorer scorer = open(golden, Optional.of(golden.adapter()), weights)) {
        List<Case> cases = cases(golden.json().get("adapter").get("groups"));
        assertScores(scorer, cases, "log-likelihoods with an adapter", name + ", " + weights);
      }
    }
  }

  private static Scorer open(GoldenCheckpoint golden, Optional<Path> adapter, Residence weights) {
    EngineProcess.useThreads(1);
    return Scorer.open(golden.folder(), adapter, GoldenCheckpoint.options(Precision.FP32, weights));
  }

  private static boolean greedy(Case each) {
    return each.expected().get("is_greedy").booleanValue();
  }

  private static List<Case> cases(JsonNode groups) {
    List<Case> cases = new ArrayList<>();
    for (JsonNode group : groups) {
      int[] context = GoldenModel.integers(group.get("context"));
      for (JsonNode choice : group.get("choices")) {
        int[] continuation = GoldenModel.integers(choice.get("continuation"));
        cases.add(new Case(new Request(context, continuation), choice));
      }
    }
    return cases;
  }

  private static void assertScores(Scorer scorer, List<Case> cases, String quantity, String where) {
    List<Score> scores = scorer.score(cases.stream().map(Case::request).toList(), SILENT);
    assertEquals(cases.size(), scores.size());
    for (int i = 0; i < cases.size(); i++) {
      JsonNode expected = cases.get(i).expected();
      Score actual = scores.get(i);
      String request = where + ", request " + i;
      float[] tokens = new float[expected.get("token_log_likelihoods").size()];
      for (int t = 0; t < tokens.length; t++) {
        tokens[t] = expected.get("token_log_likelihoods").get(t).floatValue();
      }
      assertWithin(ALLOWED, tokens, actual.tokenLogLikelihoods(), quantity + ", token", request);
      double sum = expected.get("log_likelihood").doubleValue();
      assertWithin(ALLOWED, Math.abs(sum - actual.logLikelihood()), quantity + ", sum", request);
      assertEquals(greedy(cases.get(i)), actual.greedy(), request);
    }
  }
}
