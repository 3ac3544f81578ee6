package io.deltatune.model.train;

import java.nio.file.Path;

/**
 * How a run goes on.
 *
 * @param folder the run's folder: {@code metrics.jsonl} and {@code checkpoints/} are written there
 * @param fingerprint of everything else that decides the result (recipe, data, base model); a
 *     checkpoint with another one is not continued
 * @param batchSize sequences of a micro-batch
 * @param gradientAccumulation micro-batches of a step
 * @param epochs passes over the examples
 * @param maximumSteps the run ends there even within an epoch; 0 for no limit
 * @param seed of the order
 * @param shuffled false to take the examples as they come
 * @param groupByLength true to put examples of similar length together, for steps of even length
 * @param keepActivations true to keep activations between the passes: faster, more memory
 * @param evaluateEvery steps between held-out losses; 0 for none but the first and the last
 * @param checkpointEvery steps between checkpoints; 0 for none
 * @param keepCheckpoints how many of the newest checkpoints stay
 * @param logEvery steps between lines of metrics; the last step always has one
 */
public record TrainerSettings(
    Path folder,
    String fingerprint,
    int batchSize,
    int gradientAccumulation,
    int epochs,
    long maximumSteps,
    long seed,
    boolean shuffled,
    boolean groupByLength,
    boolean keepActivations,
    long evaluateEvery,
    long checkpointEvery,
    int keepCheckpoints,
    long logEvery) {
  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public TrainerSettings {
    if (batchSize < 1 || gradientAccumulation < 1 || epochs < 1 || keepCheckpoints < 1) {
      throw new IllegalArgumentException(
          "batch size, accumulation, epochs and kept checkpoints must be at least 1");
    }
    if (maximumSteps < 0 || evaluateEvery < 0 || checkpointEvery < 0 || logEvery < 1) {
      throw new IllegalArgumentException("numbers of steps must not be negative");
    }
  }
}
