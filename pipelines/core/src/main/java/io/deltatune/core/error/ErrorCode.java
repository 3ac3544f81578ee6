package io.deltatune.core.error;

/**
 * The kinds of mistake that a user can mend. The name is printed with the message, so that it can
 * be searched for.
 */
public enum ErrorCode {
  /** A recipe or an option holds an unknown key, a wrong type or an impossible value. */
  CONFIG,
  /** A file or folder that was asked for is not there. */
  MISSING_FILE,
  /** A file or folder cannot be read or written. */
  NOT_ACCESSIBLE,
  /** A file's content is not what its format demands. */
  MALFORMED_FILE,
  /** A checkpoint, adapter or tokenizer is well-formed but of a kind that is not supported. */
  UNSUPPORTED_MODEL,
  /** Rows that cannot be used as they are. */
  DATA,
  /** A table is missing, of another shape, or its accounts do not add up. */
  TABLE,
  /** A SQL statement that Spark refuses. */
  SQL,
  /** Memory, threads or devices that the machine does not have. */
  RESOURCE,
  /** A checkpoint of a run that cannot be continued under these settings. */
  RESUME
}
