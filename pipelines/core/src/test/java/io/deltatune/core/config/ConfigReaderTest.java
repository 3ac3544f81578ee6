package io.deltatune.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.Precision;
import io.deltatune.core.recipe.TrainRecipe;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  @TempDir Path temporary;
  private RecipeFolder recipes;

  @BeforeEach
  void makeFolder() {
    recipes = new RecipeFolder(temporary);
  }

  @Test
  void anEmptyRecipeIsAllDefaults() {
    recipes.write("plain.yaml");
    TrainRecipe recipe = recipes.read("plain.yaml").recipe();
    assertEquals("samples/model", recipe.model().path().written());
    assertEquals(Optional.empty(), recipe.adapter());
    assertEquals(2.0e-4, recipe.optimiser().learningRate());
    assertEquals(OptionalInt.empty(), recipe.run().maxSteps());
    assertEquals("plain", recipe.output().name());
  }

  @Test
  void valuesAreTakenFromTheRecipe() {
    recipes.write(
        "x.yaml",
        "model: {precision: bf16}",
        "adapter: {rank: 4, targets: [q_proj]}",
        "optimiser: {learning_rate: 1e-3}",
        "data: {where: \"source = 'a'\", limit: 1_000, validation: null}",
        "run: {max_steps: 10}");
    TrainRecipe recipe = recipes.read("x.yaml").recipe();
    assertEquals(Precision.BF16, recipe.model().precision());
    assertEquals(4, recipe.adapter().orElseThrow().rank());
    assertEquals(32, recipe.adapter().orElseThrow().alpha());
    assertEquals("[Q_PROJ]", recipe.adapter().orElseThrow().targets().toString());
    assertEquals(1.0e-3, recipe.optimiser().learningRate());
    assertEquals(Optional.of("source = 'a'"), recipe.data().where());
    assertEquals(OptionalInt.of(1000), recipe.data().limit());
    assertEquals(Optional.empty(), recipe.data().validation());
    assertEquals(OptionalInt.of(10), recipe.run().maxSteps());
  }

  @Test
  void anUnknownKeyAndAWrongTypeAreReportedTogetherWithFileAndLine() {
    recipes.write("x.yaml", "adapter:", "  rnak: 8", "  dropout: high", "batch: {size: 0}");
    assertEquals(
        """
        x.yaml:2  adapter.rnak: unknown key; did you mean 'rank'?
        x.yaml:3  adapter.dropout: is the text 'high'; expected a number
        x.yaml:4  batch.size: is 0; expected at least 1\
        """,
        recipes.problems("x.yaml"));
  }

  @Test
  void everyBrokenRuleOfARecordIsReported() {
    recipes.write(
        "x.yaml", "optimiser:", "  learning_rate: -1", "  betas: [0.9]", "  eps: [1]", "run: 3");
    assertEquals(
        """
        x.yaml:2  optimiser.learning_rate: is -1.0; expected a number above 0
        x.yaml:3  optimiser.betas: is [0.9]; expected two numbers from 0 to below 1
        x.yaml:4  optimiser.eps: is a list; expected a number
        x.yaml:5  run: is the number 3; expected keys: epochs, max_steps, seed, evaluate_every,\
         checkpoint_every, keep_checkpoints, log_every, max_skipped_in_a_row, best, samples\
        """,
        recipes.problems("x.yaml"));
  }

  @Test
  void aKeyAtTheWrongPlaceIsSentToItsOwn() {
    recipes.write("x.yaml", "learning_rate: 1.0", "zebra: 1");
    String problems = recipes.problems("x.yaml");
    assertTrue(
        problems.startsWith(
            "x.yaml:1  learning_rate: unknown key; did you mean 'optimiser.learning_rate'?\n"
                + "x.yaml:2  zebra: unknown key; the keys here are model, data, adapter,"),
        problems);
  }

  @Test
  void plannedKeysAndValuesAreRefusedAsNotSupportedYet() {
    recipes.write("x.yaml", "model: {device: cpu}", "optimiser:", "  type: adafactor");
    assertEquals(
        """
        x.yaml:1  model.device: is not supported yet
        x.yaml:3  optimiser.type: 'adafactor' is not supported yet; one of adamw, adamw_8bit,\
         paged_adamw_8bit, sgd\
        """,
        recipes.problems("x.yaml"));
  }

  @Test
  void aMisspeltNameOfAFixedSetIsSuggested() {
    recipes.write("x.yaml", "model: {precision: fb16}", "adapter: {targets: [q_proj, kproj]}");
    assertEquals(
        """
        x.yaml:1  model.precision: is the text 'fb16'; expected one of auto, bf16, fp32; did you\
         mean 'bf16'?
        x.yaml:2  adapter.targets[1]: is the text 'kproj'; expected one of q_proj, k_proj, v_proj,\
         o_proj, gate_proj, up_proj, down_proj; did you mean 'k_proj'?\
        """,
        recipes.problems("x.yaml"));
  }

  @Test
  void numbersOutOfRangeAndFractionsAreNotWholeNumbers() {
    recipes.write("x.yaml", "run:", "  seed: 1.5", "  epochs: 99999999999", "  log_every: 0x10");
    assertEquals(
        """
        x.yaml:2  run.seed: is the number 1.5; expected a whole number
        x.yaml:3  run.epochs: is the number 99999999999; expected a whole number from -2147483648\
         to 2147483647
        x.yaml:4  run.log_every: is the text '0x10'; expected a whole number\
        """,
        recipes.problems("x.yaml"));
  }

  @Test
  void aMissingRecipeIsToldWithThePlacesWhereItWasLookedFor() {
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                new ConfigReader(Map.of(), InputFiles.MUST_EXIST)
                    .read(TrainRecipe.class, Path.of("conf/none.yaml"), Settings.NONE));
    assertEquals(ErrorCode.MISSING_FILE, error.code());
    assertEquals("there is no recipe conf/none.yaml", error.problem());
    Path home = Path.of(System.getProperty("deltatune.home"), "conf/none.yaml");
    assertEquals(
        "looked for " + Path.of("conf/none.yaml").toAbsolutePath() + ", " + home.normalize(),
        error.reason());
  }

  @Test
  void aMissingInputFileIsToldWithThePlacesWhereItWasLookedFor() {
    recipes.write("x.yaml", "model: {path: no/model}");
    String problems = recipes.problems(InputFiles.MUST_EXIST, Map.of(), "x.yaml");
    Path home = Path.of(System.getProperty("deltatune.home")).normalize();
    assertEquals(
        "x.yaml:1  model.path: no/model does not exist; looked for no/model, "
            + home.resolve("no/model")
            + ", "
            + Path.of("no/model").toAbsolutePath(),
        problems);
  }

  @Test
  void aPathMeansTheRecipesFolderFirstThenTheProjectsHome() {
    recipes.write("x.yaml", "model: {path: beside}");
    Path beside = recipes.write("beside");
    assertEquals(beside, recipes.read("x.yaml").recipe().model().path().path());
    recipes.write("y.yaml", "model: {path: pipelines/core/pom.xml}");
    Path home = Path.of(System.getProperty("deltatune.home"));
    assertEquals(
        home.resolve("pipelines/core/pom.xml").normalize(),
        recipes.read("y.yaml").recipe().model().path().path());
  }

  @Test
  void aRemotePathIsLeftAsItIs() {
    recipes.write("x.yaml", "model: {path: 's3a://bucket/model'}");
    InputPath model = recipes.read("x.yaml").recipe().model().path();
    assertTrue(model.isRemote());
    assertEquals("s3a://bucket/model", model.resolved());
  }
}
