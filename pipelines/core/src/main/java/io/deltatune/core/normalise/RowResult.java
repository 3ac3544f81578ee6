package io.deltatune.core.normalise;

import io.deltatune.core.example.Example;
import java.util.List;

/** What a row becomes, as far as the row alone tells. */
public sealed interface RowResult {
  /** Examples, at least one. */
  record Examples(List<Example> examples) implements RowResult {
    public Examples {
      examples = List.copyOf(examples);
    }
  }

  /** Nothing. */
  record Refused(RejectionReason reason, String detail) implements RowResult {}

  /**
   * A part of a whole, which has to be joined.
   *
   * @param normalizer the name of the {@link JoiningNormalizer}
   * @param key what the rows of the whole share
   */
  record Pending(String normalizer, String key) implements RowResult {}
}
