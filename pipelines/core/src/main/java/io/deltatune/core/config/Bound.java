package io.deltatune.core.config;

import java.util.Optional;

/**
 * A value as read, and as it goes into the resolved tree: maps, lists, texts, numbers, booleans,
 * nulls and {@link Masked}.
 *
 * @param value empty if a problem was reported
 */
record Bound(Optional<Object> value, Object tree) {
  static final Bound FAILED = new Bound(Optional.empty(), null);

  /** A value from the environment: {@code template} is shown, {@code value} counts. */
  record Masked(String template, Object value) {}

  /** A path that is written, which is shown but does not count. */
  record Place(String written) {}

  static Bound of(Object value, Object tree) {
    return new Bound(Optional.of(value), tree);
  }

  boolean failed() {
    return value.isEmpty();
  }
}
