package io.deltatune.model.run;

import io.deltatune.core.chat.ControlToken;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.train.Adapter;
import io.deltatune.model.adapter.PromptAdapter;
import io.deltatune.model.adapter.PromptFolder;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import io.deltatune.model.train.PromptParameterisation;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What a recipe's prompt is on a model.
 *
 * @param virtualTokens their number
 * @param text the ids whose embeddings are the first values; none for normal numbers
 * @param given the prompt that the run goes on from
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; tokens are not boxed
record PromptPlan(int virtualTokens, int[] text, Optional<PromptAdapter> given)
    implements TrainedPlan {
  /**
   * Reads what the recipe names.
   *
   * @param encoder gives a text's ids
   * @throws UserError if the prompt to go on from is of another base or length
   */
  static PromptPlan of(
      Adapter recipe, Gemma3Config config, String baseHash, Function<String, int[]> encoder) {
    Optional<PromptAdapter> given =
        recipe.startFrom().map(path -> given(recipe, path.path(), config, baseHash));
    int[] text = recipe.initText().map(encoder).orElse(new int[0]);
    return new PromptPlan(recipe.virtualTokensOrDefault(), text, given);
  }

  /** A text's ids behind the token that begins texts, as PEFT's call of a tokenizer gives them. */
  static int[] ids(String text, GemmaTokenizer tokenizer) {
    int first = tokenizer.id(ControlToken.BEGINNING_OF_TEXT);
    return IntStream.concat(IntStream.of(first), IntStream.of(tokenizer.encodeText(text)))
        .toArray();
  }

  private static PromptAdapter given(
      Adapter recipe, Path folder, Gemma3Config config, String baseHash) {
    PromptAdapter prompt;
    try {
      prompt = PromptFolder.read(folder, config);
    } catch (UserError e) {
      throw new UserError(
          e.code(), "adapter.start_from: " + e.problem(), e.reason(), e.remedy(), e);
    }
    TrainedPlan.requireSameBase(folder, prompt.baseModel(), baseHash);
    int wanted = recipe.virtualTokensOrDefault();
    if (prompt.virtualTokens() != wanted) {
      throw new UserError(
          ErrorCode.CONFIG,
          "adapter.start_from " + folder + " is another adapter than the recipe's",
          "adapter.virtual_tokens is " + wanted + ", it has " + prompt.virtualTokens(),
          "say in the recipe what the adapter is");
    }
    return prompt;
  }

  @Override
  public TrainedPart on(Gemma3Model model, long seed, StartFolder start) {
    return new TrainedPart.Prompt(PromptParameterisation.of(model, first(model, seed)));
  }

  private float[] first(Gemma3Model model, long seed) {
    if (given.isPresent()) {
      return given.get().embeddings();
    }
    return text.length > 0
        ? PromptParameterisation.ofText(model, text, virtualTokens)
        : PromptParameterisation.random(virtualTokens, model.config().hiddenSize(), seed);
  }
}
