package io.deltatune.model.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.recipe.train.Adapter;
import io.deltatune.model.adapter.AdapterConfig;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.adapter.LoraAdapter;
import io.deltatune.model.adapter.PromptAdapter;
import io.deltatune.model.adapter.PromptFolder;
import io.deltatune.model.checkpoint.TinyModel;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.Adapter.LowRank;
import io.deltatune.model.gemma3.Adapter.Place;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.train.FlatParameters;
import io.deltatune.model.train.LoraParameterisation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recipe's adapter on a model of two layers. */
class AdapterPlanTest {
  private static final String BASE = "hash of the base";

  @TempDir Path folder;

  private static Adapter recipe(String section) {
    TrainRecipe recipe = Recipes.parse(TrainRecipe.class, "x", "adapter: " + section);
    return recipe.adapter().orElseThrow();
  }

  private static AdapterPlan plan(String section) {
    return AdapterPlan.of(recipe(section), TinyModel.CONFIG, BASE);
  }

  @Test
  void theLongestNameThatFitsGivesRankAndAlpha() {
    AdapterPlan plan =
        plan(
            "{rank: 8, alpha: 16, targets: [q_proj, up_proj], rank_pattern: {q_proj: 4,"
                + " layers.1.self_attn.q_proj: 2}, alpha_pattern: {layers.1.mlp.up_proj: 2}}");
    assertEquals(
        List.of("QUERY 4 4.0", "UP 8 2.0", "QUERY 2 8.0", "UP 8 0.25"),
        plan.plan().adapted().stream()
            .map(one -> one.place().projection() + " " + one.rank() + " " + one.scaling())
            .toList());
    assertEquals(1, plan("{layers: [1], targets: [v_proj]}").plan().adapted().size());
    assertEquals(16, plan("{rank: 4, rslora: true}").plan().adapted().get(0).scaling());
  }

  @Test
  void whatTheModelHasNotIsRefusedByItsKey() {
    refused("{layers: [0, 2]}", "adapter.layers names the layer 2", "2 layers, counted from 0");
    refused(
        "{targets: [q_proj], rank_pattern: {k_proj: 2}}",
        "adapter.rank_pattern names k_proj",
        "like model.layers.0.self_attn.q_proj");
    refused(
        "{rank: 24, alpha: 4, targets: [k_proj], init: pissa}",
        "adapter.rank is 24 at model.layers.0.self_attn.k_proj",
        "of rank 16");
  }

  private static void refused(String section, String problem, String reason) {
    UserError error = assertThrows(UserError.class, () -> plan(section));
    assertEquals(problem, error.problem());
    assertTrue(error.reason().contains(reason), error.reason());
  }

  @Test
  void combinationsThatMeanNothingAreRefusedByTheRecipe() {
    malformed("{dora: true, init: pissa}", "adapter.init: is pissa, which takes its start off");
    malformed("{init: orthogonal, rank: 3}", "adapter.init: is orthogonal");
    malformed("{layers: [-1]}", "adapter.layers: is [-1]; layers are counted from 0");
    malformed("{rank_pattern: {'q*': 1}}", "adapter.rank_pattern: has the name 'q*'");
    malformed("{rank_pattern: {q_proj: 0}}", "adapter.rank_pattern: is 0; expected at least 1");
    malformed("{dropout: 1.0}", "adapter.dropout: is 1.0; expected a number from 0 to below 1");
    malformed("{lora_plus_ratio: 0}", "adapter.lora_plus_ratio: is 0.0; expected a number above");
  }

  @Test
  void aPromptHasKeysOfItsOwnAndNoneOfMatrices() {
    Adapter prompt = recipe("{type: prompt, init_text: 'Answer briefly.'}");
    assertEquals(20, prompt.tokensBefore());
    assertEquals(0, recipe("{}").tokensBefore());
    malformed("{type: prompt, rank: 8}", "adapter.rank: is 8, but a prompt has no matrices");
    malformed("{type: prompt, dora: true}", "adapter.dora: is true, but a prompt has no");
    malformed("{type: prompt, targets: [q_proj]}", "adapter.targets: is [");
    malformed("{type: prompt, virtual_tokens: 0}", "adapter.virtual_tokens: is 0");
    malformed("{type: prompt, init_text: ' '}", "adapter.init_text: has no text");
    malformed("{virtual_tokens: 8}", "adapter.virtual_tokens: belongs to a prompt's virtual");
    malformed("{init_text: 'a'}", "adapter.init_text: belongs to a prompt's virtual tokens");
  }

  @Test
  void aPromptToGoOnFromMustBeTheRecipesAndOfTheBase() {
    TinyModel.write(folder.resolve("model"), 4);
    float[] values = new float[3 * TinyModel.CONFIG.hiddenSize()];
    values[5] = 2;
    PromptAdapter given = new PromptAdapter(3, values, "tiny");
    Path written = folder.resolve("prompt");
    PromptFolder.write(written, given, TinyModel.CONFIG, Map.of(AdapterFolder.BASE_HASH, BASE));
    String from = "{type: prompt, start_from: " + written;
    try (Gemma3Model model = Gemma3Model.open(folder.resolve("model"), Precision.FP32, false)) {
      StartFolder start = new StartFolder(folder.resolve(StartFolder.NAME), "this run");
      PromptPlan plan = prompt(from + ", virtual_tokens: 3}", BASE);
      TrainedPart.of(model, Optional.of(plan), 1, start);
      assertArrayEquals(values, model.adapter().prompt().floats());
      TrainedPart.of(model, Optional.of(prompt("{type: prompt}", BASE)), 1, start);
      assertEquals(20, model.adapter().virtualTokens());
    }
    UserError count = assertThrows(UserError.class, () -> prompt(from + "}", BASE));
    assertEquals("adapter.virtual_tokens is 20, it has 3", count.reason());
    UserError other =
        assertThrows(UserError.class, () -> prompt(from + ", virtual_tokens: 3}", "another"));
    assertTrue(other.problem().endsWith("is an adapter of another base model"), other.problem());
    UserError matrices = assertThrows(UserError.class, () -> plan("{start_from: " + written + "}"));
    assertTrue(matrices.problem().contains("describes a prompt"), matrices.problem());
  }

  private static PromptPlan prompt(String section, String baseHash) {
    return PromptPlan.of(
        recipe(section),
        TinyModel.CONFIG,
        baseHash,
        text -> {
          throw new AssertionError("there is no text to encode: " + text);
        });
  }

  private static void malformed(String section, String problem) {
    UserError error = assertThrows(UserError.class, () -> recipe(section));
    assertTrue(error.problem().contains(problem), error.problem());
  }

  @Test
  void anAdapterToGoOnFromMustBeTheRecipesAndOfTheBase() {
    write(4, 8, BASE);
    String from = ", targets: [q_proj], start_from: " + folder + "}";
    assertEquals(2, plan("{rank: 4, alpha: 8" + from).given().orElseThrow().matrices().size());
    UserError rank = assertThrows(UserError.class, () -> plan("{rank: 8, alpha: 16" + from));
    assertTrue(rank.reason().startsWith("adapter.rank at model.layers.0"), rank.reason());
    assertTrue(rank.reason().endsWith("is 8, it has 4"), rank.reason());
    UserError alpha = assertThrows(UserError.class, () -> plan("{rank: 4, alpha: 4" + from));
    assertTrue(alpha.reason().startsWith("adapter.alpha by the rank"), alpha.reason());
    UserError wide =
        assertThrows(
            UserError.class, () -> plan("{rank: 4, alpha: 8, start_from: " + folder + "}"));
    assertTrue(wide.reason().contains("say 14 modules, it has 2: q_proj"), wide.reason());
    write(4, 8, "hash of another model");
    UserError other = assertThrows(UserError.class, () -> plan("{rank: 4, alpha: 8" + from));
    assertEquals(
        "adapter.start_from " + folder + " is an adapter of another base model", other.problem());
    assertTrue(other.reason().startsWith("it was trained on tiny, whose"), other.reason());
    assertEquals("set model.path to the model that it was trained on", other.remedy());
    UserError absent =
        assertThrows(
            UserError.class,
            () -> plan("{rank: 4, alpha: 8, start_from: " + folder.getParent() + "}"));
    assertTrue(absent.problem().startsWith("adapter.start_from: "), absent.problem());
  }

  private void write(int rank, double alpha, String base) {
    float[] down = new float[rank * TinyModel.CONFIG.hiddenSize()];
    float[] up = new float[rank * Projection.QUERY.outputs(TinyModel.CONFIG)];
    down[0] = 1;
    LowRank matrix = new LowRank(rank, alpha / rank, down, up);
    AdapterFolder.write(
        folder,
        new LoraAdapter(
            new AdapterConfig(rank, alpha, false, 0, List.of("q_proj"), "tiny"),
            Map.of(new Place(0, Projection.QUERY), matrix, new Place(1, Projection.QUERY), matrix)),
        Map.of(AdapterFolder.BASE_HASH, base));
  }

  @Test
  void aStartThatIsTakenOffIsTakenFromTheRunsFolderTheSecondTime() {
    TinyModel.write(folder.resolve("model"), 4);
    AdapterPlan plan = plan("{rank: 4, alpha: 8, init: pissa, targets: [q_proj, down_proj]}");
    StartFolder start = new StartFolder(folder.resolve(StartFolder.NAME), "this run");
    try (Gemma3Model model = Gemma3Model.open(folder.resolve("model"), Precision.FP32, false)) {
      LoraParameterisation first = adapted(model, plan, start);
      float[] values = first.parameters().flat().floats();
      assertTrue(start.isThere());
      // Of other weights other directions would come out: the second time none are looked for.
      model.adapt(Map.of());
      LoraParameterisation second =
          adapted(
              model, plan("{rank: 4, alpha: 8, init: olora, targets: [q_proj, down_proj]}"), start);
      assertArrayEquals(values, second.parameters().flat().floats());
      assertTrue(!new StartFolder(start.path(), "another run").isThere());
      assertWrittenAtTwiceTheRank(first, plan);
    }
  }

  private static LoraParameterisation adapted(
      Gemma3Model model, AdapterPlan plan, StartFolder start) {
    return (LoraParameterisation)
        TrainedPart.of(model, Optional.of(plan), 1, start).parameterisation();
  }

  private void assertWrittenAtTwiceTheRank(LoraParameterisation lora, AdapterPlan plan) {
    Path written = folder.resolve("written");
    AdapterFolder.write(written, new LoraAdapter(plan.config("tiny", true), lora.matrices()));
    LoraAdapter read = AdapterFolder.read(written, TinyModel.CONFIG);
    assertEquals(8, read.config().rank());
    assertEquals(16, read.config().alpha());
    assertEquals(2.0, read.matrices().get(new Place(1, Projection.DOWN)).scaling());
  }

  @Test
  void upMatricesLearnAtAnotherRateWhereTheRecipeSaysSo() {
    TinyModel.write(folder.resolve("model"), 4);
    try (Gemma3Model model = Gemma3Model.open(folder.resolve("model"), Precision.FP32, false)) {
      StartFolder start = new StartFolder(folder.resolve(StartFolder.NAME), "this run");
      LoraParameterisation lora =
          adapted(model, plan("{lora_plus_ratio: 16, dora: true, targets: [q_proj]}"), start);
      for (FlatParameters.Part part : lora.parameters().parts()) {
        assertEquals(part.name().contains("lora_A") ? 1 : 16, part.group().rate(), part.name());
      }
      assertEquals(6, lora.parameters().parts().size());
    }
  }
}
