package io.deltatune.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.recipe.TrainRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Includes, the environment, replacements, hashes, and the hazards of YAML. */
class RecipeTextTest {
  @TempDir Path temporary;
  private RecipeFolder recipes;

  @BeforeEach
  void makeFolder() {
    recipes = new RecipeFolder(temporary);
  }

  @Test
  void includesAreMergedKeyByKeyAndTheLaterOnesWin() {
    recipes.write("a.yaml", "run: {seed: 1, epochs: 2}", "batch: {size: 3}");
    recipes.write("deeper/b.yaml", "include: ../a.yaml", "run: {seed: 4}", "adapter: {rank: 4}");
    recipes.write("x.yaml", "include: [a.yaml, deeper/b.yaml]", "run: {log_every: 5}", "adapter:");
    TrainRecipe recipe = recipes.read("x.yaml").recipe();
    assertEquals(4, recipe.run().seed());
    assertEquals(2, recipe.run().epochs());
    assertEquals(5, recipe.run().logEvery());
    assertEquals(3, recipe.batch().size());
    assertEquals(Optional.empty(), recipe.adapter());
  }

  @Test
  void aProblemOfAnIncludedFileNamesThatFile() {
    recipes.write("base.yaml", "", "run: {sed: 1}");
    recipes.write("x.yaml", "include: base.yaml");
    assertEquals(
        "base.yaml:2  run.sed: unknown key; did you mean 'seed'?", recipes.problems("x.yaml"));
  }

  @Test
  void includesThatGoInACircleAreRefused() {
    recipes.write("a.yaml", "include: b.yaml");
    recipes.write("b.yaml", "run: {seed: 1}", "include: a.yaml");
    assertEquals(
        "b.yaml:2  include: goes in a circle: a.yaml -> b.yaml -> a.yaml",
        recipes.problems("a.yaml"));
  }

  @Test
  void aMissingIncludeIsToldWithThePlaceWhereItWasLookedForAndHidesNoOtherProblem() {
    recipes.write("x.yaml", "run: {sed: 1}", "include: base.yaml");
    assertEquals(
        """
        x.yaml:1  run.sed: unknown key; did you mean 'seed'?
        x.yaml:2  include: no such file; looked for base.yaml\
        """,
        recipes.problems("x.yaml"));
  }

  @Test
  void environmentVariablesAreFilledIn() {
    recipes.write("x.yaml", "run: {seed: '${env:SEED}'}", "data:", "  split: t_${env:SEED}");
    TrainRecipe recipe =
        recipes.read(InputFiles.MAY_COME_LATER, Map.of("SEED", "7"), "x.yaml").recipe();
    assertEquals(7, recipe.run().seed());
    assertEquals("t_7", recipe.data().split());
  }

  @Test
  void aMissingVariableIsNamedAndAnythingButEnvIsRefused() {
    recipes.write("x.yaml", "model: {path: '${env:NO_SUCH}'}", "run: {seed: '${home}'}");
    assertEquals(
        """
        x.yaml:1  model.path: the environment variable NO_SUCH is not set
        x.yaml:2  run.seed: ${home} is not understood; expected ${env:NAME}\
        """,
        recipes.problems("x.yaml"));
  }

  @Test
  void aVariableInBracesWithoutQuotesIsExplained() {
    recipes.write("x.yaml", "run:", "  seed: 1", "data: {table: t_${env:SEED}}");
    String problems = recipes.problems("x.yaml");
    assertTrue(problems.startsWith("x.yaml:3  is not YAML: "), problems);
    assertTrue(problems.endsWith("; inside { } put ${env:NAME} in quotes"), problems);
  }

  @Test
  void valuesOfTheEnvironmentAreNeverShown() {
    recipes.write(
        "x.yaml",
        "run: {seed: '${env:TOKEN}'}",
        "model: {path: '${env:TOKEN}', precision: '${env:TOKEN}'}",
        "output: {name: '${env:TOKEN}'}");
    Map<String, String> variables = Map.of("TOKEN", "se/cret");
    String problems = recipes.problems(InputFiles.MUST_EXIST, variables, "x.yaml");
    assertEquals(4, problems.lines().count(), problems);
    assertFalse(problems.contains("se/cret"), problems);
    recipes.write("y.yaml", "data: {split: '${env:TOKEN}'}");
    String yaml = recipes.read(InputFiles.MAY_COME_LATER, variables, "y.yaml").yaml();
    assertTrue(yaml.contains("split: \"${env:TOKEN}\""), yaml);
    assertFalse(yaml.contains("se/cret"), yaml);
  }

  @Test
  void settingsReplaceValues() {
    recipes.write("x.yaml", "adapter: null", "run: {seed: 1}");
    TrainRecipe recipe =
        recipes
            .read("x.yaml", "run.seed=2", "adapter.targets=[v_proj]", "data.where=source = 'b'")
            .recipe();
    assertEquals(2, recipe.run().seed());
    assertEquals("[V_PROJ]", recipe.adapter().orElseThrow().targets().toString());
    assertEquals(Optional.of("source = 'b'"), recipe.data().where());
  }

  @Test
  void anUnknownKeyOfASettingIsReportedAsTheSettings() {
    recipes.write("x.yaml");
    assertEquals(
        """
        --set  adapter.rnak: unknown key; did you mean 'rank'?
        --set  run.seed: is the text 'many'; expected a whole number\
        """,
        recipes.problems("x.yaml", "adapter.rnak=8", "run.seed=many"));
  }

  @Test
  void everyMalformedSettingIsReportedAndHidesNoOtherProblem() {
    recipes.write("x.yaml");
    String problems = recipes.problems("x.yaml", "run.seed", ".x=1", "a=[1", "adapter.rnak=8");
    assertTrue(problems.contains("--set  is 'run.seed'; expected key.key=value"), problems);
    assertTrue(problems.contains("--set  is '.x'; expected key.key=value"), problems);
    assertTrue(problems.contains("--set  is not YAML:"), problems);
    assertTrue(problems.contains("--set  adapter.rnak: unknown key"), problems);
  }

  @Test
  void aKeyThatStandsTwiceIsReported() {
    recipes.write("x.yaml", "run:", "  seed: 1", "  seed: 2");
    assertEquals(
        "x.yaml:3  run.seed: stands here again; first at x.yaml:2", recipes.problems("x.yaml"));
  }

  @Test
  void tabsListsAliasesTagsAndSecondDocumentsAreRefused() {
    recipes.write("tab.yaml", "run:", "\tseed: 1");
    String problems = recipes.problems("tab.yaml");
    assertTrue(problems.startsWith("tab.yaml:2  is not YAML: "), problems);
    assertTrue(problems.contains("TAB"), problems);
    recipes.write("list.yaml", "- run");
    assertEquals("list.yaml:1  is a list; expected keys and values", recipes.problems("list.yaml"));
    recipes.write("alias.yaml", "run: &a {seed: 1}", "batch: *a");
    assertEquals(
        "alias.yaml:2  YAML aliases (*name) are not supported; write the value out",
        recipes.problems("alias.yaml"));
    recipes.write("tag.yaml", "run: !!java.net.URL [x]");
    assertEquals(
        "tag.yaml:1  YAML tags (!name) are not supported; write the value alone",
        recipes.problems("tag.yaml"));
    recipes.write("two.yaml", "run: {seed: 1}", "---", "run: {seed: 2}");
    String two = recipes.problems("two.yaml");
    assertTrue(two.endsWith("a second YAML document begins here; expected only one"), two);
  }

  @Test
  void hugeDeepAndBinaryFilesAreRefused() throws IOException {
    recipes.write("huge.yaml", "# " + "x".repeat(1 << 20));
    assertTrue(recipes.problems("huge.yaml").contains("is larger than 1 MiB"));
    recipes.write("deep.yaml", "run: " + "[".repeat(5000) + "]".repeat(5000));
    assertEquals("deep.yaml:1  is nested more than 32 levels deep", recipes.problems("deep.yaml"));
    Files.write(temporary.resolve("binary.yaml"), new byte[] {(byte) 0xC3, 0x28});
    assertTrue(recipes.problems("binary.yaml").contains("is not a text in UTF-8"));
  }

  @Test
  void theHashIsThatOfTheValuesAndNotOfTheFilesOrOutputPaths() {
    recipes.write("base.yaml", "run: {seed: 42}");
    recipes.write("x.yaml", "include: base.yaml", "output: {name: a, path: here}");
    recipes.write("elsewhere/y.yaml", "# another text", "output: {path: there, name: a}");
    String hash = recipes.read("x.yaml").hash();
    assertTrue(hash.matches("[0-9a-f]{64}"), hash);
    assertEquals(hash, recipes.read("elsewhere/y.yaml").hash());
    assertNotEquals(hash, recipes.read("x.yaml", "run.seed=43").hash());
  }

  @Test
  void theResolvedTextIsARecipeWithTheSameHash() {
    recipes.write(
        "x.yaml",
        "adapter: {rank: 4}",
        "data: {where: \"source = 'a: #b'\", split: '007'}",
        "output: {name: n, path: here}");
    Resolved<TrainRecipe> resolved = recipes.read("x.yaml");
    recipes.write("again.yaml", resolved.yaml());
    Resolved<TrainRecipe> again = recipes.read("again.yaml");
    assertEquals(resolved.recipe(), again.recipe());
    assertEquals(resolved.hash(), again.hash());
    assertEquals(resolved.yaml(), again.yaml());
  }

  @Test
  void distancesCountSwapsOfNeighboursOnce() {
    assertEquals(1, Spelling.distance("rnak", "rank"));
    assertEquals(3, Spelling.distance("kitten", "sitting"));
    assertEquals(4, Spelling.distance("", "rank"));
    assertEquals(Optional.empty(), Spelling.nearest("zebra", List.of("rank", "alpha")));
  }
}
