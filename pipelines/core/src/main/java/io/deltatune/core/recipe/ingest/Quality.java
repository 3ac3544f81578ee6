package io.deltatune.core.recipe.ingest;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.InputPath;
import io.deltatune.core.config.Requirements;
import java.util.Optional;

/**
 * Which examples are good enough.
 *
 * @param maxCharacters the longest example, all its turns together, in UTF-16 units
 * @param minAnswerCharacters the shortest answer
 * @param tokenizer the folder of the model whose tokens are counted; none are without it
 * @param detectLanguage whether the language of each example is told, also where no rule asks
 * @param rules what each rule looks for and does
 */
public record Quality(
    @Default("20000") int maxCharacters,
    @Default("1") int minAnswerCharacters,
    Optional<InputPath> tokenizer,
    @Default("false") boolean detectLanguage,
    QualityRules rules) {
  public Quality {
    new Requirements()
        .atLeast("max_characters", maxCharacters, 1)
        .atLeast("min_answer_characters", minAnswerCharacters, 1)
        .that(
            "tokenizer",
            tokenizer.isPresent() || !rules.tooManyTokens().isLimited(),
            "is missing; rules.too_many_tokens needs a model's folder to count by")
        .verify();
  }
}
