package io.deltatune.model.run;

/** A job ended before it was done because its user asked for it; what it had finished is kept. */
public final class Interrupted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is kept, and how to go on
   */
  public Interrupted(String message) {
    super(message);
  }
}
