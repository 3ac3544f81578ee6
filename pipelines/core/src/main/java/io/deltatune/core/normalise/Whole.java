package io.deltatune.core.normalise;

import io.deltatune.core.example.Example;
import java.util.List;

/**
 * What rows that belong together became. Each of them is in {@code made} at least once, or in
 * {@code refused}.
 */
public record Whole(List<Made> made, List<Refused> refused) {
  public Whole {
    made = List.copyOf(made);
    refused = List.copyOf(refused);
  }

  /**
   * An example and the rows that it was made of.
   *
   * @param rows the first one is the row that the example is told to be from
   */
  public record Made(Example example, List<RawRecord> rows) {
    public Made {
      rows = List.copyOf(rows);
    }
  }

  /** A row that no example was made of. */
  public record Refused(RawRecord row, RejectionReason reason, String detail) {}
}
