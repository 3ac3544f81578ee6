package io.deltatune.model.train;

/**
 * What goes into an adapter is left out at random, number by number, and the rest made larger
 * (PEFT, {@code lora_dropout}). What is left out follows from the seed, the moment and the place
 * alone: a layer that is computed twice, or after a resumption, leaves out the same.
 *
 * @param probability that a number is left out, from 0 to below 1
 * @param seed of the run
 */
public record Dropout(double probability, long seed) {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  /** Keys are 53 bits, which a float64 holds. */
  private static final int SHIFT = 11;

  /**
   * @throws IllegalArgumentException if the probability is out of range
   */
  public Dropout {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException("a probability of " + probability);
    }
  }

  /**
   * When a pass happens.
   *
   * @param step the number of the update that it is for
   * @param microBatch its number within the step
   */
  public record Moment(long step, int microBatch) {}

  /** The key of a layer's masks at a moment: not negative, below 2^53. */
  long key(Moment moment, int layer) {
    long state = mixed(seed);
    state = mixed(state + moment.step());
    state = mixed(state + moment.microBatch());
    return mixed(state + layer) >>> SHIFT;
  }

  /** The finishing function of splitmix64, one step on. */
  private static long mixed(long state) {
    long z = state + GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
