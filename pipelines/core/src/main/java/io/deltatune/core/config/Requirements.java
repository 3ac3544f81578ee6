package io.deltatune.core.config;

import io.deltatune.core.config.InvalidValues.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;

/**
 * The rules of a record's values, for its compact constructor:
 *
 * <pre>{@code
 * new Requirements().atLeast("rank", rank, 1).fraction("dropout", dropout).verify();
 * }</pre>
 */
public final class Requirements {
  private final List<Violation> violations = new ArrayList<>();

  /** A whole number not below {@code minimum}. */
  public Requirements atLeast(String key, long value, long minimum) {
    return that(key, value >= minimum, "is " + value + "; expected at least " + minimum);
  }

  /** A whole number not below {@code minimum}, where there is one. */
  public Requirements atLeast(String key, OptionalInt value, long minimum) {
    return value.isPresent() ? atLeast(key, value.getAsInt(), minimum) : this;
  }

  /** A finite number above 0. */
  public Requirements positive(String key, double value) {
    return that(
        key, value > 0 && Double.isFinite(value), "is " + value + "; expected a number above 0");
  }

  /** A finite number not below 0. */
  public Requirements notNegative(String key, double value) {
    return that(
        key, value >= 0 && Double.isFinite(value), "is " + value + "; expected a number from 0 up");
  }

  /** A number from 0 to below 1. */
  public Requirements fraction(String key, double value) {
    return that(
        key, value >= 0 && value < 1, "is " + value + "; expected a number from 0 to below 1");
  }

  /** A text with more than white space. */
  public Requirements notBlank(String key, String value) {
    return that(key, !value.isBlank(), "is empty; expected a text");
  }

  /** A list with at least one item. */
  public Requirements notEmpty(String key, Collection<?> value) {
    return that(key, !value.isEmpty(), "is empty; expected at least one item");
  }

  /** A list without repetitions. */
  public Requirements distinct(String key, List<?> values) {
    return that(
        key,
        values.stream().distinct().count() == values.size(),
        "is " + values + "; expected every item only once");
  }

  /**
   * A name that can be a folder and part of a query: letters, digits, {@code .}, {@code _} and
   * {@code -}.
   */
  public Requirements name(String key, String value) {
    return that(
        key,
        value.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
        "is '" + value + "'; expected a name of letters, digits, '.', '_' and '-'");
  }

  /**
   * Any other rule.
   *
   * @param problem what is wrong and what was expected, said when the rule does not hold
   */
  public Requirements that(String key, boolean holds, String problem) {
    if (!holds) {
      violations.add(new Violation(key, problem));
    }
    return this;
  }

  /**
   * @throws InvalidValues if a rule is broken, with all that are
   */
  public void verify() {
    if (!violations.isEmpty()) {
      throw new InvalidValues(violations);
    }
  }
}
