package io.deltatune.model.train;

import java.util.List;

/**
 * Why a step was not applied: its loss or gradient is no finite number. The parameters and the
 * optimiser's state are as if the step had not been.
 *
 * @param cause in words
 * @param batches the micro-batches at fault, by their places in the step
 */
public record Skip(String cause, List<Integer> batches) {
  public Skip {
    batches = List.copyOf(batches);
  }
}
