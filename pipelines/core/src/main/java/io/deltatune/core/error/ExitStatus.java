package io.deltatune.core.error;

/** The exit statuses of every command and job. */
public enum ExitStatus {
  DONE(0),
  BUG(1),
  USER_MISTAKE(2),
  INTERRUPTED(130);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  /** The status as the operating system sees it. */
  public int code() {
    return code;
  }
}
