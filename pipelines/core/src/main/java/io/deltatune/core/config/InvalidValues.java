package io.deltatune.core.config;

import java.util.List;
import java.util.stream.Collectors;

/** Values of a record that break its rules: all of them, so that they can be reported together. */
public final class InvalidValues extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * One broken rule.
   *
   * @param key the component's key, in snake_case
   * @param problem what is wrong and what was expected
   */
  public record Violation(String key, String problem) {}

  private final transient List<Violation> violations;

  /** All rules that one record's values break. */
  public InvalidValues(List<Violation> violations) {
    super(
        violations.stream()
            .map(violation -> violation.key() + ": " + violation.problem())
            .collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  public List<Violation> violations() {
    return violations;
  }
}
