package io.deltatune.jobs.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.config.InputFiles;
import io.deltatune.core.config.Settings;
import io.deltatune.core.recipe.Precision;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.model.checkpoint.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two steps of every training recipe of the project. The model is the sample's: Gemma 3 in all its
 * parts, but of 6 layers in place of 18 to 34 and 128 wide, so that rows are cut at 64 tokens; the
 * rows are few and come from a file; what is left to a probe of the machine is computed in fp32.
 * All other keys are the recipe's own.
 */
class ShippedTrainingTest {
  private static final Path FOLDER = Path.of(System.getProperty("deltatune.home"), "conf/train");

  @TempDir Path folder;

  static List<Path> recipes() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @Test
  void theFolderHoldsRecipes() throws IOException {
    assertTrue(recipes().size() >= 6, recipes()::toString);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aRecipeOfTheFolderTrainsTwoStepsAndLeavesWhatItPromises(Path file) throws IOException {
    TrainRecipe recipe =
        Recipes.read(TrainRecipe.class, file, Settings.NONE, InputFiles.MAY_COME_LATER).recipe();
    Path run = folder.resolve("run");
    String precision = recipe.model().precision() == Precision.BF16 ? "bf16" : "fp32";
    Rows.done(arguments(file, precision, Rows.file(folder, "rows.jsonl", rows(recipe)), run));

    List<JsonNode> steps =
        Rows.of(run.resolve("metrics.jsonl")).stream().filter(line -> line.has("loss")).toList();
    assertEquals(2, steps.size());
    for (JsonNode step : steps) {
      assertTrue(Double.isFinite(step.get("loss").doubleValue()), step::toString);
      assertTrue(step.get("grad_norm").doubleValue() > 0, step::toString);
    }
    boolean whole = recipe.adapter().isEmpty();
    assertTrue(Files.isDirectory(run.resolve(whole ? "model" : "adapter")));
    if (recipe.output().merge().isPresent()) {
      assertEquals(
          ModelFolder.open(Path.of(Rows.MODEL)).config(),
          ModelFolder.open(run.resolve("merged")).config());
    }
  }

  private static String[] arguments(Path recipe, String precision, String rows, Path run) {
    List<String> arguments = new ArrayList<>(List.of("train", recipe.toString()));
    for (String setting :
        List.of(
            "model.path=" + Rows.MODEL,
            "model.threads=1",
            "model.precision=" + precision,
            "data.table=null",
            "data.file=" + rows,
            "data.where=null",
            "data.validation=null",
            "batch.max_length=64",
            "run.epochs=2",
            "run.max_steps=2",
            "output.path=" + run)) {
      arguments.add("--set");
      arguments.add(setting);
    }
    return arguments.toArray(String[]::new);
  }

  /** As many rows as two steps take, of the kind that the objective learns from. */
  private static String[] rows(TrainRecipe recipe) {
    int rows = 2 * recipe.batch().size() * recipe.batch().gradientAccumulation();
    return IntStream.range(0, rows)
        .mapToObj(
            row ->
                (recipe.objective().type().isPaired()
                        ? "{\"prompt_ids\": [2, %d, 60], \"chosen_ids\": [70, 80], \"rejected_ids\":"
                            + " [90]}"
                        : "{\"messages\": [{\"role\": \"user\", \"content\": \"say %d\"},"
                            + " {\"role\": \"assistant\", \"content\": \"good day\"}]}")
                    .formatted(300 + row))
        .toArray(String[]::new);
  }
}
