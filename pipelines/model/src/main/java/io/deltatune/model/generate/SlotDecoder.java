package io.deltatune.model.generate;

import java.util.List;

/** A model with a cache of some slots, each of which holds one row. */
interface SlotDecoder extends AutoCloseable {
  /** The number of slots. */
  int slots();

  /**
   * Reads the rows' prompts into slots, whose former content is forgotten, and chooses the first
   * token of each row's answer.
   */
  Chosen read(int[] slots, List<Continuation> rows);

  /** Appends the last token of the rows in the first slots, and chooses the next of each. */
  Chosen advance(List<Continuation> rows);

  /** Copies a slot over another. */
  void move(int from, int to);

  @Override
  void close();

  /**
   * A token for each row.
   *
   * @param logProbabilities of these tokens; without elements where not asked for
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Chosen(int[] tokens, float[] logProbabilities) {
    float logProbability(int row) {
      return logProbabilities.length == 0 ? Float.NaN : logProbabilities[row];
    }
  }
}
