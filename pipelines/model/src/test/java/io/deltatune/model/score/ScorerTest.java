package io.deltatune.model.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.checkpoint.TinyModel;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.score.Scorer.Request;
import io.deltatune.model.score.Scorer.Score;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
