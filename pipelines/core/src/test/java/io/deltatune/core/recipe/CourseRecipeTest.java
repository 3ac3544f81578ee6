package io.deltatune.core.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.train.Batch;
import io.deltatune.core.recipe.train.Best;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schedules, micro-batches and the course of a run, as recipes ask for them. */
class CourseRecipeTest {
  private static TrainRecipe read(String recipe) {
    return Recipes.parse(TrainRecipe.class, "train", recipe);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schedule: {type: polynomial, power: 2, min_lr_ratio: 0.1, warmup_ratio: 0.05}",
        "schedule: {type: warmup_stable_decay, warmup_steps: 10, decay_ratio: 0.2,"
            + " decay_type: linear}",
        "batch: {tokens: 4096, packing: true}",
        "batch: {tokens: 4096, group_by_length: true}",
        "run: {best: {metric: rewards/margins, patience: 3, threshold: 0.01}}",
        "run: {samples: {prompts: ['What is red?'], every: 10}}",
        "{adapter: {}, output: {merge: nf4}}"
      })
  void whatMeansSomethingIsTaken(String recipe) {
    read(recipe);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "schedule: {warmup_steps: 5, warmup_ratio: 0.1} | schedule.warmup_ratio: stands beside"
            + " warmup_steps: 5",
        "schedule: {type: constant, min_lr_ratio: 0.1} | schedule.min_lr_ratio: means nothing to"
            + " constant",
        "schedule: {warmup_ratio: 0.6, decay_ratio: 0.5} | schedule.decay_ratio: is 0.5; expected",
        "schedule: {warmup_ratio: 1.0} | schedule.warmup_ratio: is 1.0",
        "batch: {packing: true, group_by_length: true} | batch.group_by_length: stands beside"
            + " packing",
        "{batch: {tokens: 100}, objective: {type: kto}} | batch: fills micro-batches by tokens, but"
            + " the loss compares",
        "{batch: {packing: true}, objective: {type: dpo, loss: aot}} | batch: fills micro-batches",
        "{batch: {size: 1}, objective: {type: dpo, loss: aot_unpaired}} | batch: has the size 1, but"
            + " aot sorts",
        "data: {validation: {file: README.md}} | data.validation: names a file, but the rows to",
        "run: {max_skipped_in_a_row: 0} | run.max_skipped_in_a_row: is 0; expected at least 1",
        "run: {best: {patience: 0}} | run.best.patience: is 0; expected at least 1",
        "run: {best: {}, evaluate_every: 0} | run.best: stands beside evaluate_every: 0",
        "{run: {best: {}}, data: {validation: null}} | run: has best, but data.validation is null",
        "run: {samples: {prompts: []}} | run.samples.prompts: is empty",
        "{adapter: {type: prompt}, output: {merge: bf16}} | output: has merge, but a prompt",
        "output: {merge: bf16} | output: has merge, but there is no adapter to merge",
        "{adapter: {}, model: {init: random}, output: {merge: nf4}} | output: has merge, but with"
            + " init: random",
        "{adapter: {}, output: {merge: int8}} | output.merge: is the text 'int8';"
            + " expected one of bf16, nf4",
        "adapter: {type: qlora} | adapter.type: is the text 'qlora'; expected one of lora"
      })
  void whatCannotBeIsRefusedByItsKey(String recipe, String problem) {
    String told = assertThrows(UserError.class, () -> read(recipe)).problem();
    assertTrue(told.contains(problem), told);
  }

  @Test
  void aMicroBatchHasRowsOrTokens() {
    assertEquals(OptionalInt.empty(), read("batch: {size: 3}").batch().tokenBudget());
    Batch packed = read("batch: {size: 3, max_length: 100, packing: true}").batch();
    assertEquals(OptionalInt.of(300), packed.tokenBudget());
    assertEquals(300, packed.tokensTogether(100));
    assertEquals(400, packed.tokensTogether(400), "a longer row stays alone");
    assertEquals(OptionalInt.of(70), read("batch: {tokens: 70}").batch().tokenBudget());
  }

  @Test
  void lossesAreToBeLowAndAllElseHigh() {
    assertFalse(best("{}").isGreaterBetter());
    assertTrue(best("{metric: rewards/margins}").isGreaterBetter());
    assertFalse(best("{metric: entropy, greater_is_better: false}").isGreaterBetter());
  }

  private static Best best(String recipe) {
    return read("run: {best: " + recipe + "}").run().best().orElseThrow();
  }
}
