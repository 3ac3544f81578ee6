package io.deltatune.model.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.config.Resolved;
import io.deltatune.core.config.Settings;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.Precision;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.model.checkpoint.TinyModel;
import io.deltatune.model.engine.ComputePrecision;
import io.deltatune.model.train.Cut;
import io.deltatune.model.train.PairExample;
import io.deltatune.model.train.ReferenceFile.Sums;
import io.deltatune.model.train.ReferenceStore;
import io.deltatune.model.train.TrainingExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What outlives a run whose reference is asked before the first step. */
class PrecomputedReferenceTest {
  @TempDir private static Path folder;

  /** A table that begins empty. */
  private static final class Kept implements ReferenceStore {
    private final Map<String, Sums> sums = new HashMap<>();

    @Override
    public Map<String, Sums> known(Set<String> pairs) {
      return Map.of();
    }

    @Override
    public void keep(Map<String, Sums> more) {
      sums.putAll(more);
    }
  }

  @BeforeAll
  static void writeModel() {
    TinyModel.write(folder.resolve("model"), 3);
  }

  @Test
  void aRunThatDivergesLeavesItsReferencesToOthers() throws IOException {
    Kept kept = new Kept();
    UserError diverged =
        assertThrows(UserError.class, () -> run("1.0e+30", Precision.FP32, kept, () -> false));
    assertTrue(diverged.problem().startsWith("training diverged"), diverged.problem());
    assertTrue(diverged.reason().contains("pair "), diverged.reason());
    assertEquals(6, kept.sums.size());
  }

  @Test
  void aRunThatIsStoppedBeforeItsFirstStepKeepsWhatItAsked() {
    Kept kept = new Kept();
    AtomicInteger asked = new AtomicInteger();
    Interrupted stopped =
        assertThrows(
            Interrupted.class,
            () -> run("1.0e-4", Precision.FP32, kept, () -> asked.incrementAndGet() > 4));
    assertTrue(stopped.getMessage().contains("before its first step"), stopped.getMessage());
    assertEquals(4, kept.sums.size());
  }

  @Test
  void thePrecisionIsPartOfTheKey() throws IOException {
    Resolved<TrainRecipe> recipe = recipe("1.0e-4");
    try (BaseModel base = BaseModel.open(recipe.recipe().model())) {
      ReferenceKey wide = of(recipe, base, Precision.FP32).reference().orElseThrow();
      ReferenceKey half = of(recipe, base, Precision.BF16).reference().orElseThrow();
      assertEquals(new ReferenceKey(base.hash(), "fp32"), wide);
      assertEquals(new ReferenceKey(base.hash(), "bf16"), half);
      assertNotEquals(wide.toString(), half.toString());
    }
  }

  private static void run(
      String rate, Precision precision, ReferenceStore store, BooleanSupplier stopped)
      throws IOException {
    Resolved<TrainRecipe> recipe = recipe(rate);
    try (BaseModel base = BaseModel.open(recipe.recipe().model())) {
      of(recipe, base, precision)
          .run(
              Files.createTempDirectory(folder, "run"),
              store,
              ProgressReporter.SILENT,
              new RunListener(stopped));
    }
  }

  private static TrainingRun of(Resolved<TrainRecipe> recipe, BaseModel base, Precision precision) {
    List<TrainingExample> pairs = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      pairs.add(
          PairExample.of(new int[] {2, 3}, new int[] {5 + i, 4}, new int[] {9}, Cut.NOTHING, false)
              .orElseThrow());
      names.add("pair " + i);
    }
    TrainingRows rows = new TrainingRows(pairs, List.of(), names, List.of(), "rows");
    return new TrainingRun(recipe, base, rows, ComputePrecision.forProducts(precision));
  }

  private static Resolved<TrainRecipe> recipe(String rate) throws IOException {
    Path file =
        Files.writeString(
            Files.createTempFile(folder, "recipe", ".yaml"),
            """
            model: {path: '%s', threads: 1, chat_template: gemma3}
            adapter: {rank: 2}
            objective: {type: dpo}
            optimiser: {learning_rate: %s}
            schedule: {type: constant}
            batch: {size: 1}
            """
                .formatted(folder.resolve("model"), rate));
    return Recipes.read(TrainRecipe.class, file, Settings.NONE);
  }
}
