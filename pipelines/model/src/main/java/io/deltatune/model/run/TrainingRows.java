package io.deltatune.model.run;

import io.deltatune.model.train.TrainingExample;
import java.util.List;

/**
 * The token sequences of a run.
 *
 * @param examples to train on
 * @param heldOut to measure on
 * @param names what their user calls the examples to train on: a file's line, a table's id
 * @param leftOut the names of rows that are no examples, because the cut at the greatest length
 *     left nothing of an answer
 * @param fingerprint of the rows, before they were encoded
 */
public record TrainingRows(
    List<TrainingExample> examples,
    List<TrainingExample> heldOut,
    List<String> names,
    List<String> leftOut,
    String fingerprint) {
  public TrainingRows {
    examples = List.copyOf(examples);
    heldOut = List.copyOf(heldOut);
    names = List.copyOf(names);
    leftOut = List.copyOf(leftOut);
  }
}
