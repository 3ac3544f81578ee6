package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.List;

/**
 * Knows a shape of which several rows make an example: the answers to a question of a forum, the
 * messages of a tree. Every implementation stands on the list of {@link Normalizers}.
 */
public interface JoiningNormalizer extends Serializable {
  /** The name that recipes use: lower case, words joined by underscores. */
  String name();

  /** As {@link Normalizer#recognises}. */
  boolean recognises(ObjectNode fields);

  /** What the rows of one whole share, or why the row belongs to none. */
  Result<String> key(RawRecord row);

  /**
   * What the rows of a whole become. Never throws on account of the rows.
   *
   * @param rows in any order; the result does not depend on it
   */
  Whole join(List<RawRecord> rows);
}
