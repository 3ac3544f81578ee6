package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;

/** From picocli's numbers back to our own. */
final class ExitStatuses {
  private ExitStatuses() {}

  static ExitStatus of(int code) {
    for (ExitStatus status : ExitStatus.values()) {
      if (status.code() == code) {
        return status;
      }
    }
    return ExitStatus.BUG;
  }
}
