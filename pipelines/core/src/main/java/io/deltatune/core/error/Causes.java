package io.deltatune.core.error;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The failures behind a failure: engines bury a mistake in exceptions of their own. */
public final class Causes {
  /** No chain of sense is longer, and one may lead back into itself. */
  private static final int DEEPEST = 50;

  private Causes() {}

  /** The failure itself and its causes, the outermost first. */
  public static Stream<Throwable> of(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEEPEST);
  }

  /** The outermost of a kind. */
  public static <T> Optional<T> first(Throwable failure, Class<T> kind) {
    return of(failure).filter(kind::isInstance).map(kind::cast).findFirst();
  }
}
