package io.deltatune.core.error;

import java.util.Objects;

/**
 * A mistake that the user can mend: it says what is wrong, why, and what to do, and ends a job with
 * {@link ExitStatus#USER_MISTAKE} and no stack trace. Anything that the user cannot mend is a bug
 * and is thrown as another exception.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String problem;
  private final String reason;
  private final String remedy;

  /**
   * @param problem what is wrong, naming the file, row or key
   * @param cause why it is wrong
   * @param remedy what to do about it
   */
  public UserError(ErrorCode code, String problem, String cause, String remedy) {
    this(code, problem, cause, remedy, null);
  }

  /** As above, keeping the exception that revealed the mistake for the log. */
  public UserError(ErrorCode code, String problem, String cause, String remedy, Throwable origin) {
    super(problem + "\n  cause:  " + cause + "\n  remedy: " + remedy, origin);
    this.code = Objects.requireNonNull(code, "code");
    this.problem = problem;
    this.reason = cause;
    this.remedy = remedy;
  }

  public ErrorCode code() {
    return code;
  }

  public String problem() {
    return problem;
  }

  /** Why it is wrong. */
  public String reason() {
    return reason;
  }

  public String remedy() {
    return remedy;
  }
}
