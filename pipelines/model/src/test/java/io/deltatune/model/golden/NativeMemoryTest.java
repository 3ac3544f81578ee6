package io.deltatune.model.golden;

import static io.deltatune.model.golden.Releasing.assertReleased;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.EngineException;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.LiveTensors;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.KeyValueCache;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.gemma3.Visibility;
import io.deltatune.model.score.Scorer;
import io.deltatune.model.score.Scorer.Request;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No tensor outlives its scope: after each call, and after each error in the middle of one, an
 * engine holds as many as before.
 */
class NativeMemoryTest {
  private static final Progress SILENT = ProgressReporter.SILENT.start("", "requests", 0);
  private static final GoldenCheckpoint GOLDEN = GoldenCheckpoint.of("newer-sharded");

  @ParameterizedTest
  @EnumSource(Residence.class)
  void everyCallOfAModelReleasesWhatItMade(Residence weights) {
    try (Gemma3Model model = GOLDEN.open(weights)) {
      for (boolean adapted : new boolean[] {false, true}) {
        if (adapted) {
          model.adapt(AdapterFolder.read(GOLDEN.adapter(), model.config()).matrices());
        }
        assertReleased(model, () -> everyCall(model));
      }
    }
  }

  private static void everyCall(Gemma3Model model) {
    int[][] prompts = Arrays.copyOf(GOLDEN.prompts(), 3);
    try (Scope step = model.newScope()) {
      model.logits(GOLDEN.prompts()[5], step);
    }
    try (Scope step = model.newScope()) {
      model.layerStates(GOLDEN.prompts()[4], Visibility.sequences(4, 5), step);
    }
    try (Scope step = model.newScope()) {
      Tensor states = model.states(GOLDEN.prompts()[5], branching(), new int[] {3, 4}, step);
      model.targetScores(states, new int[] {0, 1, 1}, new int[] {7, 8, 9}, step);
      model.mostProbable(states, true, step);
    }
    try (KeyValueCache cache = model.newCache(3, 40)) {
      try (Scope step = model.newScope()) {
        model.prefill(cache, new int[] {2, 0, 1}, prompts, step);
      }
      for (int i = 0; i < 12; i++) {
        try (Scope step = model.newScope()) {
          model.mostProbable(model.decode(cache, new int[] {5, 6, 7}, step), false, step);
        }
      }
      cache.move(2, 0);
    }
  }

  private static Visibility branching() {
    Visibility.Builder builder = Visibility.builder();
    int parent = builder.sequence(12);
    builder.branch(parent, 7);
    builder.branch(parent, 5);
    return builder.build();
  }

  @Test
  void errorsOfTheEngineInTheMiddleReleaseWhatWasMade() {
    int[] wrong = {2, 5, 1 << 20}; // no such id
    try (Gemma3Model model = GOLDEN.open(Residence.COPIED)) {
      assertReleased(
          model,
          () -> {
            try (Scope step = model.newScope()) {
              assertThrows(EngineException.class, () -> model.logits(wrong, step));
            }
            try (KeyValueCache cache = model.newCache(2, 8);
                Scope step = model.newScope()) {
              int[][] prompts = {{2, 3}, wrong};
              assertThrows(
                  EngineException.class,
                  () -> model.prefill(cache, new int[] {0, 1}, prompts, step));
              assertThrows(
                  IllegalArgumentException.class,
                  () -> model.prefill(cache, new int[] {0}, new int[][] {new int[9]}, step));
              model.prefill(cache, new int[] {0, 1}, new int[][] {{2, 3}, {4}}, step);
              assertThrows(
                  EngineException.class, () -> model.decode(cache, new int[] {1 << 20, 1}, step));
            }
          });
    }
  }

  @Test
  void anAdapterThatIsReplacedOrTakenAwayIsReleased() {
    try (Gemma3Model model = GOLDEN.open(Residence.COPIED)) {
      var matrices = AdapterFolder.read(GOLDEN.adapter(), model.config()).matrices();
      model.adapt(Map.of());
      long before = LiveTensors.inEngineOf(model.scope());
      for (int i = 0; i < 3; i++) {
        model.adapt(matrices);
      }
      model.adapt(Map.of());
      assertEquals(before, LiveTensors.inEngineOf(model.scope()));
    }
  }

  @Test
  void scoringReleasesWhatItMadeAlsoAfterErrors() {
    EngineProcess.useThreads(1);
    int[] context = GOLDEN.prompts()[5];
    List<Request> requests =
        List.of(
            new Request(context, new int[] {5}),
            new Request(context, new int[] {6, 7}),
            new Request(GOLDEN.prompts()[1], new int[] {8}));
    List<Request> wrong = List.of(requests.get(0), new Request(context, new int[] {1 << 20}));
    try (Scorer scorer =
        Scorer.open(
            GOLDEN.folder(),
            Optional.of(GOLDEN.adapter()),
            GoldenCheckpoint.options(Precision.FP32, Residence.MAPPED))) {
      assertReleased(
          Releasing.modelOf(scorer),
          () -> {
            scorer.score(requests, SILENT);
            assertThrows(UserError.class, () -> scorer.score(wrong, SILENT));
            assertThrows(
                Releasing.Interruption.class,
                () -> scorer.score(requests, new Releasing.InterruptedProgress()));
          });
      assertEquals(0, scorer.openScopes());
    }
  }
}
