package io.deltatune.core.quality;

import io.deltatune.core.example.Example;
import io.deltatune.core.recipe.ingest.QualityRules.Action;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the rules made of an example.
 *
 * @param example the example, masked where rules mask; as it came if it is refused
 * @param refusal why it is not kept; the rules behind the one that refused were not asked
 * @param findings every rule that found something, in the rules' order, the refusing one included
 * @param language of the example, where it was told
 * @param promptTokens of the prompt, where they were counted
 * @param answerTokens of the longest answer, where they were counted
 * @param masked whether a text was changed
 */
public record Verdict(
    Example example,
    Optional<Refusal> refusal,
    List<Finding> findings,
    Optional<String> language,
    OptionalInt promptTokens,
    OptionalInt answerTokens,
    boolean masked) {
  public Verdict {
    Objects.requireNonNull(example, "example");
    findings = List.copyOf(findings);
  }

  /** Names of the rules that found something and flag or mask. */
  public List<String> flags() {
    return findings.stream()
        .filter(finding -> finding.action() != Action.REFUSE)
        .map(Finding::rule)
        .toList();
  }

  /**
   * A rule that found something.
   *
   * @param rule its name
   * @param action what it did
   */
  public record Finding(String rule, Action action) {}

  /**
   * Why an example is not kept.
   *
   * @param rule the rule's name, which is the reason in the quarantine table
   * @param detail what is wrong, in words that repeat nothing of the text
   */
  public record Refusal(String rule, String detail) {}
}
