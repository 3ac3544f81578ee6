package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import java.io.Serializable;
import java.util.List;

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
  boolean recognises(ObjectNode fields);

  /**
   * The row's examples, at least one, of normalised text, in the group that its field {@code group}
   * names, else in a group of their prompt. Never throws on account of the row.
   */
  Result<List<Example>> normalise(RawRecord row);
}
