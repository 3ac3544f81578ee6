package io.deltatune.core.normalise;

import java.util.Objects;

/** A value, or the reason why there is none. */
public sealed interface Result<T> {
  /** A value. */
  record Accepted<T>(T value) implements Result<T> {
    public Accepted {
      Objects.requireNonNull(value, "value");
    }
  }

  /**
   * No value.
   *
   * @param detail what exactly is wrong, naming the field
   */
  record Rejected<T>(RejectionReason reason, String detail) implements Result<T> {
    public Rejected {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(detail, "detail");
    }
  }
}
