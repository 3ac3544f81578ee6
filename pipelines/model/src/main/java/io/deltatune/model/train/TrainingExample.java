package io.deltatune.model.train;

import java.util.stream.IntStream;

/** A row to learn from, as token ids, laid out for its kind of objective. */
public sealed interface TrainingExample permits AnswerExample, PairExample, JudgedExample {
  /** The tokens that go through the model for it. */
  int length();

  /** Its labelled tokens. */
  int labels();

  /** All its token ids. */
  IntStream tokens();

  /** Whether another example must share its micro-batch. */
  default boolean needsNeighbour() {
    return false;
  }

  /**
   * Appends itself to a micro-batch.
   *
   * @param before the example before it in the micro-batch; the last one for the first
   */
  void addTo(MicroBatch.Builder builder, TrainingExample before);
}
