package io.deltatune.core.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.config.InputFiles;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.config.Settings;
import io.deltatune.core.error.UserError;
import io.deltatune.core.normalise.Normalizers;
import io.deltatune.core.sample.SampleSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecipesTest {
  private static final Path CONF = Path.of(System.getProperty("deltatune.home"), "conf");

  @Test
  void everyRecipeOfTheProjectIsReadWithoutAProblem() throws IOException {
    List<Path> recipes = recipes();
    assertTrue(recipes.size() >= 4, "recipes in " + CONF + ": " + recipes);
    for (Path recipe : recipes) {
      read(recipe, Recipes.kind(recipe));
    }
  }

  @Test
  void everyFolderOfRecipesIsThatOfAKind() throws IOException {
    Set<String> folders =
        recipes().stream()
            .map(recipe -> CONF.relativize(recipe).getName(0).toString())
            .collect(Collectors.toSet());
    Set<String> known =
        Arrays.stream(RecipeKind.values()).map(RecipeKind::folder).collect(Collectors.toSet());
    assertTrue(known.containsAll(folders), folders + " but only known: " + known);
  }

  @Test
  void theReferenceRecipesHoldEveryKeyWithItsDefault() throws IOException {
    for (RecipeKind kind :
        List.of(RecipeKind.INGEST, RecipeKind.TRAIN, RecipeKind.GENERATE, RecipeKind.EVALUATE)) {
      Path file = CONF.resolve(kind.folder()).resolve("base.yaml");
      String text = Files.readString(file);
      Resolved<? extends Record> reference = read(file, kind);
      for (String line : reference.yaml().lines().toList()) {
        String key = line.strip().replaceFirst("^- ", "").replaceFirst(":.*", "");
        assertTrue(!line.contains(":") || text.contains(key + ":"), file + " lacks " + key);
      }
      String required =
          switch (kind) {
            case INGEST -> "sources: [{name: sample, path: samples/data/demo.jsonl}]";
            case TRAIN -> "adapter: {}";
            case EVALUATE -> "generations: [before, after]";
            default -> "";
          };
      assertEquals(reference.recipe(), Recipes.parse(kind.type(), "base", required));
    }
  }

  @Test
  void theSampleRecipeIsTheGeneratorsStandard() {
    SampleRecipe recipe = Recipes.parse(SampleRecipe.class, "sample", "");
    assertEquals(SampleSettings.standard(), recipe.sampleData().settings());
  }

  @Test
  void aPipelinesStagesCarryTheirReplacements() {
    PipelineRecipe pipeline =
        Recipes.parse(
            PipelineRecipe.class,
            "demo",
            """
            stages:
              - name: tune
                job: train
                recipe: conf/train/base.yaml
                set: {run.max_steps: 5, adapter: {rank: 2}}
            """);
    assertEquals("demo", pipeline.name());
    PipelineRecipe.Stage stage = pipeline.stages().get(0);
    assertEquals(PipelineRecipe.Job.TRAIN, stage.job());
    TrainRecipe recipe =
        Recipes.read(
                TrainRecipe.class, stage.recipe().path(), stage.set(), InputFiles.MAY_COME_LATER)
            .recipe();
    assertEquals(5, recipe.run().maxSteps().orElseThrow());
    assertEquals(2, recipe.adapter().orElseThrow().rank());
    assertEquals(32, recipe.adapter().orElseThrow().alpha());
  }

  @Test
  void theProblemsOfAllStagesAreReportedAtOnce() {
    PipelineRecipe pipeline =
        Recipes.parse(
            PipelineRecipe.class,
            "demo",
            """
            stages:
              - {name: tune, job: train, recipe: conf/train/base.yaml, set: {run.sed: 5}}
              - {name: ask, job: generate, recipe: conf/generate/base.yaml, set: {model: 3}}
            """);
    String problem = assertThrows(UserError.class, () -> Recipes.stages(pipeline)).problem();
    assertTrue(problem.startsWith("stage tune: "), problem);
    assertTrue(problem.contains("demo:2  run.sed: unknown key; did you mean 'seed'?"), problem);
    assertTrue(problem.contains("\nstage ask: "), problem);
    assertTrue(problem.contains("demo:3  model: is the number 3; expected keys: path"), problem);
  }

  @Test
  void anUnknownShapeAndSharesThatLeaveNothingForTrainingAreRefused() {
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                Recipes.parse(
                    IngestRecipe.class,
                    "mine",
                    """
                    sources:
                      - {name: a, path: a.jsonl, shape: alpacca}
                      - {nam: b, path: b.jsonl}
                    split: {validation: 0.5, test: 0.5}
                    """));
    assertEquals(
        """
        mine has 4 problems:
            mine:2  sources[0].shape: is 'alpacca'; expected one of auto, %s
            mine:3  sources[1].nam: unknown key; did you mean 'name'?
            mine:3  sources[1].name: is missing; expected a text
            mine:4  split.test: validation + test is 1.0; expected a sum below 1"""
            .formatted(String.join(", ", Normalizers.names())),
        error.problem());
  }

  @Test
  void quantisedWeightsNeedAnAdapterAndAreNotNew() {
    TrainRecipe recipe =
        Recipes.parse(
            TrainRecipe.class,
            "qlora",
            "model: {quantisation: {double: false}}\nadapter: {}\noptimiser: {type: adamw_8bit}\n");
    assertEquals(
        new Quantisation(Quantisation.Type.NF4, false),
        recipe.model().quantisation().orElseThrow());
    assertEquals(TrainRecipe.OptimiserType.ADAMW_8BIT, recipe.optimiser().type());
    UserError full =
        assertThrows(
            UserError.class,
            () -> Recipes.parse(TrainRecipe.class, "full", "model: {quantisation: {}}"));
    assertTrue(
        full.problem().contains("adapter: is missing, but model.quantisation"), full.problem());
    UserError fresh =
        assertThrows(
            UserError.class,
            () ->
                Recipes.parse(
                    TrainRecipe.class,
                    "new",
                    "model: {init: random, quantisation: {type: fp4}}\nadapter: {}\n"));
    assertTrue(
        fresh.problem().contains("model.quantisation: stands beside init: random"),
        fresh.problem());
  }

  @Test
  void aKindIsToldByTheFolderOrByTheKeys() throws IOException {
    assertEquals(RecipeKind.GENERATE, Recipes.kind(CONF.resolve("generate/base.yaml")));
    Path elsewhere = Files.createTempFile("recipe", ".yaml");
    Files.writeString(elsewhere, "decoding: {max_new_tokens: 3}\n");
    assertEquals(RecipeKind.GENERATE, Recipes.kind(elsewhere));
    Files.delete(elsewhere);
  }

  private static Resolved<? extends Record> read(Path recipe, RecipeKind kind) {
    return Recipes.read(kind.type(), recipe, Settings.NONE, InputFiles.MAY_COME_LATER);
  }

  private static List<Path> recipes() throws IOException {
    try (Stream<Path> files = Files.walk(CONF)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }
}
