package io.deltatune.model.run;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.recipe.train.Adapter;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.safetensors.TensorType;
import java.nio.file.Path;

/** What a recipe and a model's files say already, before rows are read or weights are loaded. */
public final class TrainChecks {
  private TrainChecks() {}

  /**
   * Refuses what cannot be: a length, an adapter or a reference that the model's files forbid.
   *
   * @throws UserError naming the key, the reason and the remedy
   */
  public static void require(TrainRecipe recipe, BaseModel base) {
    int positions = base.config().maximumPositions();
    int before = recipe.adapter().map(Adapter::tokensBefore).orElse(0);
    if (recipe.batch().maxLength() > positions - before) {
      throw new UserError(
          ErrorCode.CONFIG,
          "batch.max_length is " + recipe.batch().maxLength(),
          "the model's config.json allows "
              + positions
              + " positions (max_position_embeddings)"
              + (before > 0 ? ", of which virtual tokens take " + before : ""),
          before < positions
              ? "set batch.max_length to " + (positions - before) + " or less"
              : "set adapter.virtual_tokens to less");
    }
    if (recipe.adapter().isEmpty() && base.checkpoint().map(TrainChecks::isCodes).orElse(false)) {
      throw new UserError(
          ErrorCode.CONFIG,
          "the recipe has no adapter, but " + base.path() + " holds 4-bit weights",
          "4-bit codes have no gradient; an adapter beside them has",
          "add adapter: {type: lora}, or take the unquantised model");
    }
    TrainingRun.adapter(recipe, base);
    recipe.objective().referenceModel().ifPresent(path -> requireSameTokens(path.path(), base));
  }

  private static boolean isCodes(ModelFolder folder) {
    return folder.tensors().values().stream().anyMatch(entry -> entry.type() == TensorType.UINT8);
  }

  private static void requireSameTokens(Path reference, BaseModel base) {
    int tokens = Gemma3Config.read(reference).vocabularySize();
    if (tokens != base.config().vocabularySize()) {
      throw new UserError(
          ErrorCode.UNSUPPORTED_MODEL,
          "objective.reference_model " + reference + " has " + tokens + " tokens",
          "the model that is trained has " + base.config().vocabularySize(),
          "take a reference with the same tokenizer");
    }
  }
}
