package io.deltatune.model.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.checkpoint.TinyModel;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.gemma3.Visibility;
import io.deltatune.model.gemma3.WeightNames;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.score.Scorer.Request;
import io.deltatune.model.score.Scorer.Score;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores against log-softmax of the whole logits, request by request. */
class ScorerTest {
  private static final OpenOptions OPTIONS =
      OpenOptions.onProcessor(Precision.FP32, Residence.MAPPED);

  @TempDir static Path folder;

  @BeforeAll
  static void writeModel() {
    TinyModel.write(folder, 7);
  }

  @Test
  void requestsThatShareABeginningScoreAsIfEachStoodAlone() {
    Random random = new Random(5);
    List<Request> requests = new ArrayList<>();
    for (int question = 0; question < 6; question++) {
      int[] context = tokens(random, 1 + 13 * question); // up to 11 windows
      for (int choice = 0; choice < 4; choice++) {
        int length = question % 2 == 0 ? 1 : 1 + random.nextInt(9);
        requests.add(new Request(context, tokens(random, length)));
      }
    }
    requests.add(new Request(requests.get(9).context(), requests.get(9).continuation()));
    try (Scorer scorer = Scorer.open(folder, Optional.empty(), OPTIONS);
        Gemma3Model model = Gemma3Model.open(folder, OPTIONS)) {
      List<Score> scores = scorer.score(requests, silent());
      for (int i = 0; i < requests.size(); i++) {
        assertScore(model, requests.get(i), scores.get(i));
      }
      assertEquals(0, scorer.openScopes());
    }
  }

  @Test
  void theMostProbableContinuationIsToldAsSuch() {
    int[] context = {2, 5, 9};
    try (Scorer scorer = Scorer.open(folder, Optional.empty(), OPTIONS);
        Gemma3Model model = Gemma3Model.open(folder, OPTIONS);
        Scope step = model.newScope()) {
      float[] logits = model.logits(context, step).floats();
      int vocabulary = model.config().vocabularySize();
      int best = 0;
      for (int id = 0; id < vocabulary; id++) {
        if (logits[2 * vocabulary + id] > logits[2 * vocabulary + best]) {
          best = id;
        }
      }
      List<Score> scores =
          scorer.score(
              List.of(
                  new Request(context, new int[] {best}),
                  new Request(context, new int[] {best == 7 ? 8 : 7})),
              silent());
      assertTrue(scores.get(0).greedy());
      assertTrue(!scores.get(1).greedy());
    }
  }

  @Test
  void aContextBeyondTheBatchIsComputedOnceForAllItsChoices() {
    int[] context = tokens(new Random(3), 50);
    List<Request> requests = new ArrayList<>();
    for (int choice = 0; choice < 4; choice++) {
      requests.add(new Request(context, new int[] {3 + choice}));
      requests.add(new Request(context, new int[] {3 + choice, 9, 4}));
    }
    List<SharedPrefix> groups = SharedPrefix.group(requests, 20);
    assertEquals(1, groups.size());
    assertEquals(50 + 4 * 2, groups.get(0).tokens());
  }

  @Test
  void requestsWithoutACommonBeginningStandAlone() {
    Random random = new Random(4);
    List<Request> requests =
        List.of(
            new Request(tokens(random, 30), new int[] {3}),
            new Request(tokens(random, 30), new int[] {3}));
    assertEquals(2, SharedPrefix.group(requests, 1000).size());
  }

  @Test
  void anIdThatTheModelDoesNotHaveIsRefusedWithTheRequestsNumber() {
    try (Scorer scorer = Scorer.open(folder, Optional.empty(), OPTIONS)) {
      List<Request> requests =
          List.of(
              new Request(new int[] {2}, new int[] {3}),
              new Request(new int[] {2}, new int[] {1 << 20}));
      UserError error = assertThrows(UserError.class, () -> scorer.score(requests, silent()));
      assertTrue(error.getMessage().contains("request 2"), error.getMessage());
    }
  }

  @Test
  void aModelWhoseScoresAreNotNumbersIsRefusedByScoringAndByGreedyAnswers(@TempDir Path broken) {
    Map<String, TensorContent> weights = new HashMap<>(TinyModel.weights(1));
    float[] nothing = new float[TinyModel.CONFIG.hiddenSize()];
    Arrays.fill(nothing, Float.NaN);
    weights.put(
        WeightNames.NORM, TensorContent.ofFloatsAsBf16(nothing, List.of((long) nothing.length)));
    ModelFolder.write(broken, TinyModel.CONFIG, "bfloat16", weights, folder);
    Request request = new Request(new int[] {2}, new int[] {3});
    try (Scorer scorer = Scorer.open(broken, Optional.empty(), OPTIONS);
        Gemma3Model model = Gemma3Model.open(broken, OPTIONS);
        Scope step = model.newScope()) {
      UserError error =
          assertThrows(UserError.class, () -> scorer.score(List.of(request), silent()));
      assertTrue(error.getMessage().contains("not numbers"), error.getMessage());
      Tensor states =
          model.states(new int[] {2, 5}, Visibility.sequences(2), new int[] {0, 1}, step);
      assertThrows(UserError.class, () -> model.mostProbable(states, false, step));
      assertThrows(UserError.class, () -> model.mostProbable(states, true, step));
    }
  }

  private static void assertScore(Gemma3Model model, Request request, Score score) {
    int context = request.context().length;
    int[] all = new int[context + request.continuation().length];
    System.arraycopy(request.context(), 0, all, 0, context);
    System.arraycopy(request.continuation(), 0, all, context, all.length - context);
    int vocabulary = model.config().vocabularySize();
    try (Scope step = model.newScope()) {
      float[] logits = model.logits(all, step).floats();
      double sum = 0;
      boolean greedy = true;
      for (int i = context; i < all.length; i++) {
        int row = (i - 1) * vocabulary;
        double total = 0;
        int best = 0;
        for (int id = 0; id < vocabulary; id++) {
          total += Math.exp(logits[row + id]);
          best = logits[row + id] > logits[row + best] ? id : best;
        }
        double expected = logits[row + all[i]] - Math.log(total);
        assertEquals(expected, score.tokenLogLikelihoods()[i - context], 1e-4);
        sum += expected;
        greedy &= best == all[i];
      }
      assertEquals(sum, score.logLikelihood(), 1e-4 * (1 + request.continuation().length));
      assertEquals(greedy, score.greedy());
    }
  }

  private static int[] tokens(Random random, int count) {
    return random.ints(count, 3, 100).toArray();
  }

  private static Progress silent() {
    return ProgressReporter.SILENT.start("scoring", "requests", -1);
  }
}
