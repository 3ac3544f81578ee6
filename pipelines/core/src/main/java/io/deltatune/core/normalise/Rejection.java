package io.deltatune.core.normalise;

import io.deltatune.core.example.Example;
import java.util.List;
import java.util.function.Supplier;

/** Ends the normalising of a row; it never leaves this package. */
final class Rejection extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;
  private final String detail;

  Rejection(RejectionReason reason, String detail) {
    super(detail, null, false, false); // control flow: no stack trace, millions of rows may fail
    this.reason = reason;
    this.detail = detail;
  }

  RejectionReason reason() {
    return reason;
  }

  /** What the work gives, or the rejection that it ended with. */
  static <T> Result<T> resultOf(Supplier<T> work) {
    try {
      return new Result.Accepted<>(work.get());
    } catch (Rejection rejection) {
      return new Result.Rejected<>(rejection.reason, rejection.detail);
    }
  }

  /** As {@link #resultOf}, of a row's only example. */
  static Result<List<Example>> exampleOf(Supplier<? extends Example> work) {
    return resultOf(() -> List.of(work.get()));
  }
}
