package io.deltatune.model.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * How a run goes on.
 *
 * @param folder the run's folder: {@code metrics.jsonl} and {@code checkpoints/} are written there
 * @param fingerprint of everything else that decides the result (recipe, data, base model); a
 *     checkpoint with another one is not continued
 * @param batching how examples make steps
 * @param course how long the run lasts and what is told on its way
 * @param checkpoints when they are written and which of them stay
 * @param keepActivations true to keep activations between the passes: faster, more memory
 * @param rowName what its user calls the example of a number
 */
public record TrainerSettings(
    Path folder,
    String fingerprint,
    Batching batching,
    Course course,
    Keeping checkpoints,
    boolean keepActivations,
    IntFunction<String> rowName) {
  /** Which examples share a micro-batch. */
  public enum Arrangement {
    /** Those that follow each other. */
    AS_THEY_COME,
    /** Those of similar length, for steps of even length. */
    BY_LENGTH,
    /** Those that fill it best. */
    BEST_FIT
  }

  /**
   * How examples make steps.
   *
   * @param size examples of a micro-batch
   * @param tokens of a micro-batch, in place of a number of examples; 0 for that number
   * @param accumulation micro-batches of a step
   * @param seed of the order
   * @param shuffled false to take the examples as they come
   * @param arrangement of examples within some steps
   */
  public record Batching(
      int size,
      int tokens,
      int accumulation,
      long seed,
      boolean shuffled,
      Arrangement arrangement) {
    /**
     * @throws IllegalArgumentException if a number is out of range
     */
    public Batching {
      if (size < 1 || accumulation < 1 || tokens < 0) {
        throw new IllegalArgumentException("batch size and accumulation must be at least 1");
      }
      if (arrangement == Arrangement.BEST_FIT && tokens == 0) {
        throw new IllegalArgumentException("best fit needs a number of tokens to be filled");
      }
    }

    /** What a micro-batch of these examples can take. */
    BatchPlan capacity(List<? extends TrainingExample> examples) {
      return tokens == 0
          ? new BatchPlan(size, number -> 1)
          : new BatchPlan(tokens, number -> examples.get(number).length());
    }
  }

  /**
   * How long a run lasts and what is told on its way.
   *
   * @param epochs passes over the examples
   * @param maximumSteps the run ends there even within an epoch; 0 for no limit
   * @param evaluateEvery steps between held-out losses; 0 for none but the first and the last
   * @param logEvery steps between lines of metrics; the last step always has one
   * @param skipLimit so many steps in a row that could not be applied end the run
   * @param best which measurement decides what is left at the end; empty for the last step
   */
  public record Course(
      int epochs,
      long maximumSteps,
      long evaluateEvery,
      long logEvery,
      int skipLimit,
      Optional<BestRule> best) {
    /**
     * @throws IllegalArgumentException if a number is out of range
     */
    public Course {
      if (epochs < 1 || logEvery < 1 || skipLimit < 1) {
        throw new IllegalArgumentException("epochs, lines and skipped steps must be at least 1");
      }
      if (maximumSteps < 0 || evaluateEvery < 0) {
        throw new IllegalArgumentException("numbers of steps must not be negative");
      }
    }
  }

  /**
   * When checkpoints are written and which of them stay.
   *
   * @param every steps between them; 0 for none
   * @param newest how many of the newest stay
   */
  public record Keeping(long every, int newest) {
    /**
     * @throws IllegalArgumentException if a number is out of range
     */
    public Keeping {
      if (every < 0 || newest < 1) {
        throw new IllegalArgumentException("a checkpoint every " + every + ", kept " + newest);
      }
    }
  }
}
