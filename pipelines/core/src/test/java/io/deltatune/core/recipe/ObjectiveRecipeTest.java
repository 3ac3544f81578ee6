package io.deltatune.core.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.train.Loss;
import io.deltatune.core.recipe.train.ObjectiveType;
import io.deltatune.core.recipe.train.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveRecipeTest {
  private static TrainRecipe read(String objective) {
    return Recipes.parse(TrainRecipe.class, "train", "objective: " + objective);
  }

  private static String problem(String recipe) {
    return assertThrows(UserError.class, () -> Recipes.parse(TrainRecipe.class, "train", recipe))
        .problem();
  }

  @ParameterizedTest
  @EnumSource(ObjectiveType.class)
  void everyTypeNeedsNothingButItsName(ObjectiveType type) {
    TrainRecipe recipe = read("{type: " + type.label() + "}");
    assertEquals(type.table(), recipe.table());
    assertEquals(0.1, recipe.objective().betaOrDefault());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{type: dpo, loss: sigmoid, label_smoothing: 0.1, f_divergence: js_divergence}",
        "{type: dpo, loss: exo_pair, label_smoothing: 0.001}",
        "{type: dpo, loss: discopop, discopop_tau: 0.1}",
        "{type: dpo, f_divergence: alpha_divergence, f_alpha_divergence_coef: 0.3}",
        "{type: dpo, losses: [{loss: sigmoid, weight: 0.8}, {loss: bco_pair, weight: 0.2},"
            + " {loss: sft}]}",
        "{type: kto, beta: 0.2, desirable_weight: 1.3, undesirable_weight: 1}",
        "{type: kto, loss: apo_zero_unpaired, reference: base}",
        "{type: cpo, loss: hinge, cpo_alpha: 0.5}",
        "{type: simpo, beta: 2.0, simpo_gamma: 1.0, label_smoothing: 0.1}",
        "{type: orpo, beta: 0.2}",
        "{type: sft, labels: all}"
      })
  void whatMeansSomethingIsTaken(String objective) {
    read(objective);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: sft, beta: 0.2} | objective.beta: means nothing to sft",
        "{type: dpo, labels: all} | objective.labels: means nothing to dpo",
        "{type: orpo, reference: base} | objective.reference: means nothing to orpo",
        "{type: cpo, loss: kto} | objective.loss: is not one of cpo; expected one of sigmoid,"
            + " hinge",
        "{type: kto, loss: sigmoid} | objective.loss: is not one of kto; expected one of kto,",
        "{type: dpo, loss: ipo, losses: [{loss: aot}]} | objective.losses: stands beside loss",
        "{type: dpo, losses: [{loss: ipo}, {loss: ipo}]} | objective.losses: is [ipo, ipo]",
        "{type: dpo, losses: [{loss: kto}]} | objective.losses: holds one that is not of dpo",
        "{type: dpo, beta: 0} | objective.beta: is 0.0; expected a number above 0",
        "{type: dpo, label_smoothing: 0.5} | objective.label_smoothing: is 0.5; expected",
        "{type: dpo, loss: ipo, label_smoothing: 0.1} | label_smoothing: means nothing to ipo;"
            + " leave",
        "{type: dpo, loss: exo_pair} | objective.label_smoothing: is 0, where exo_pair would take",
        "{type: dpo, loss: aot, f_divergence: forward_kl} | f_divergence: is forward_kl, but aot",
        "{type: dpo, f_alpha_divergence_coef: 0.3} | belongs to f_divergence: alpha_divergence"
            + " alone",
        "{type: dpo, discopop_tau: 0.1} | objective.discopop_tau: belongs to the loss discopop"
            + " alone",
        "{type: kto, reference: precomputed} | objective.reference: is precomputed, but kto judges",
      })
  void whatMeansNothingIsRefusedWithTheReason(String objective, String expected) {
    String problem = problem("objective: " + objective);
    assertTrue(problem.contains(expected), problem);
  }

  @Test
  void rowsOfAnotherKindAndFilesBesideTablesAreRefused() {
    String table = problem("data: {table: plain_texts}\nobjective: {type: dpo}");
    assertTrue(table.contains("dpo learns from preference_pairs"), table);
    String both = problem("data: {table: preference_pairs, file: rows.jsonl}");
    assertTrue(both.contains("data.table: stands beside file"), both);
    String where = problem("data: {where: 'a = 1', file: rows.jsonl}");
    assertTrue(where.contains("data.where: selects rows of a table"), where);
    String alone = problem("batch: {size: 1}\nobjective: {type: kto}");
    assertTrue(alone.contains("set batch.size to 2 or more"), alone);
  }

  @Test
  void theReferenceIsPrecomputedForPairsAndAskedAtEachStepForJudgedAnswers() {
    assertEquals(Reference.PRECOMPUTED, read("{type: dpo}").objective().referenceOrDefault());
    assertEquals(Reference.BASE, read("{type: kto}").objective().referenceOrDefault());
    assertTrue(read("{type: kto}").objective().uses(Loss.KTO));
    assertTrue(read("{type: dpo}").objective().needsReference());
    assertEquals(false, read("{type: simpo}").objective().needsReference());
  }
}
