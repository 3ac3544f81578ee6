package io.deltatune.core.quality;

import io.deltatune.core.recipe.ingest.QualityRules.Action;
import io.deltatune.core.recipe.ingest.QualityRules.TooManyTokens;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Examples of more tokens than fit; without a tokenizer it finds nothing.
 *
 * @param most of prompt and longest answer together
 * @param mostOfPrompt of the prompt
 * @param mostOfAnswer of an answer
 */
record TooManyTokensRule(Action action, int most, int mostOfPrompt, int mostOfAnswer)
    implements Rule {
  static TooManyTokensRule of(TooManyTokens settings) {
    return new TooManyTokensRule(
        settings.isLimited() ? settings.action() : Action.OFF,
        limit(settings.maxTokens()),
        limit(settings.maxPromptTokens()),
        limit(settings.maxAnswerTokens()));
  }

  private static int limit(OptionalInt limit) {
    return limit.orElse(Integer.MAX_VALUE);
  }

  @Override
  public String name() {
    return "too_many_tokens";
  }

  @Override
  public Optional<String> find(Subject subject) {
    OptionalInt prompt = subject.measures().promptTokens();
    OptionalInt answer = subject.measures().answerTokens();
    if (prompt.isEmpty() || answer.isEmpty()) {
      return Optional.empty();
    }
    return above("the prompt", prompt.getAsInt(), mostOfPrompt)
        .or(() -> above("the answer", answer.getAsInt(), mostOfAnswer))
        .or(() -> above("all", (long) prompt.getAsInt() + answer.getAsInt(), most));
  }

  private static Optional<String> above(String part, long tokens, int most) {
    return tokens > most
        ? Optional.of(part + " has " + tokens + " tokens; at most " + most)
        : Optional.empty();
  }
}
