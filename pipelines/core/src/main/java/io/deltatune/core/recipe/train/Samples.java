package io.deltatune.core.recipe.train;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.Requirements;
import java.util.List;

/**
 * Questions that the model answers while it is trained, without influence on what it learns.
 *
 * @param prompts the user's turns
 * @param every steps between the answers
 * @param maxNewTokens the longest answer in tokens
 */
public record Samples(
    List<String> prompts, @Default("100") int every, @Default("64") int maxNewTokens) {
  public Samples {
    prompts = List.copyOf(prompts);
    new Requirements()
        .notEmpty("prompts", prompts)
        .atLeast("every", every, 1)
        .atLeast("max_new_tokens", maxNewTokens, 1)
        .verify();
  }
}
