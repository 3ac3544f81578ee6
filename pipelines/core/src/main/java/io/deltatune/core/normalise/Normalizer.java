package io.deltatune.core.normalise;

import io.deltatune.core.example.Example;
import java.io.Serializable;
import java.util.Set;

/**
 * Knows one shape of raw rows. Every implementation stands on the list of {@link Normalizers};
 * fields that it does not know are ignored.
 */
public interface Normalizer extends Serializable {
  /** The name that recipes use: lower case, words joined by underscores. */
  String name();

  /**
   * Whether rows with these fields are of this shape. A field that is characteristic is enough, so
   * that a row which lacks another one is rejected for that and not as unknown.
   */
  boolean recognises(Set<String> columns);

  /**
   * The row's example, of normalised text, in the group that its field {@code group} names, else in
   * a group of its prompt. Never throws on account of the row.
   */
  Result<Example> normalise(RawRecord row);
}
