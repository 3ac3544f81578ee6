package io.deltatune.data.source;

import io.deltatune.core.normalise.RejectionReason;

/** What reading found wrong with a row. */
public enum Fault {
  /** It has more than {@link SourceRow#LIMIT} bytes. */
  TOO_LONG(RejectionReason.TOO_LONG),
  /** The JSON breaks here; what follows in the file is lost. */
  BROKEN_JSON(RejectionReason.NOT_JSON),
  /** It holds bytes that are no UTF-8. */
  INVALID_UTF8(RejectionReason.INVALID_UTF8),
  /** The file's own format breaks here: a cut off archive, a row with too many cells. */
  DAMAGED(RejectionReason.DAMAGED_FILE);

  private final RejectionReason reason;

  Fault(RejectionReason reason) {
    this.reason = reason;
  }

  /** The reason under which the row is quarantined. */
  public RejectionReason reason() {
    return reason;
  }
}
