package io.deltatune.data.source;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;

/** The mistakes that reading a source can reveal. */
final class SourceErrors {
  private SourceErrors() {}

  static UserError unreadable(SourceFile file, Throwable failure) {
    return unreadable(file.source(), file.name(), failure);
  }

  static UserError unreadable(String source, String file, Throwable failure) {
    return new UserError(
        ErrorCode.NOT_ACCESSIBLE,
        "the source '" + source + "' cannot be read: " + file,
        reason(failure),
        "see that the file is whole and that you may read it",
        failure);
  }

  /** A file whose format forbids to go on, of which nothing can be trusted. */
  static UserError malformed(SourceFile file, String cause, Throwable failure) {
    return new UserError(
        ErrorCode.MALFORMED_FILE,
        "the source '" + file.source() + "' has a damaged file: " + file.name(),
        cause,
        "bring the file anew, compare its checksum with its origin's, or leave it out by the path",
        failure);
  }

  static UserError unsupported(SourceFile file, String cause, String remedy) {
    return new UserError(
        ErrorCode.MALFORMED_FILE,
        "the source '" + file.source() + "' has a file that cannot be read: " + file.name(),
        cause,
        remedy);
  }

  static UserError changed(SourceFile file, String cause) {
    return new UserError(
        ErrorCode.DATA,
        "a file of the source '" + file.source() + "' changed while it was read: " + file.name(),
        cause,
        "nothing was written; wait until the file is complete, or copy it, then run again");
  }

  static String reason(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
