package io.deltatune.model.run;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.train.Adapter;
import io.deltatune.core.recipe.train.AdapterType;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.gemma3.Gemma3Model;
import java.nio.file.Path;
import java.util.Optional;

/** What a recipe's adapter is on a model, known from files before weights are loaded. */
sealed interface TrainedPlan permits AdapterPlan, PromptPlan {
  /**
   * Reads what the recipe names, but nothing of the model than its shape.
   *
   * @throws UserError if the recipe asks for what the model has not, or the adapter to go on from
   *     is of another base or shape
   */
  static TrainedPlan of(Adapter recipe, BaseModel base) {
    return recipe.type() == AdapterType.PROMPT
        ? PromptPlan.of(
            recipe, base.config(), base.hash(), text -> PromptPlan.ids(text, base.tokenizer()))
        : AdapterPlan.of(recipe, base.config(), base.hash());
  }

  /**
   * Makes the model trainable.
   *
   * @param seed of first values and dropout
   * @param start where first values lie that cannot be made twice; written if nothing is there
   */
  TrainedPart on(Gemma3Model model, long seed, StartFolder start);

  /**
   * @param known the name of the base that the adapter of {@code start_from} notes; may be empty
   * @throws UserError if that adapter is of another base
   */
  static void requireSameBase(Path folder, String known, String baseHash) {
    Optional<String> base = AdapterFolder.note(folder, AdapterFolder.BASE_HASH);
    if (base.isPresent() && !base.get().equals(baseHash)) {
      throw new UserError(
          ErrorCode.UNSUPPORTED_MODEL,
          "adapter.start_from " + folder + " is an adapter of another base model",
          "it was trained on "
              + (known.isEmpty() ? "the model of the hash " + base.get() : known)
              + ", whose weights are not those of model.path",
          "set model.path to the model that it was trained on");
    }
  }
}
