package io.deltatune.core.sample;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A seeded source of chance (SplitMix64, Steele, Lea and Flood 2014): the same seed gives the same
 * draws on every machine.
 */
final class Dice {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private long state;

  Dice(long seed) {
    state = seed;
  }

  /**
   * A stream of its own for a named part of the data, so that the size of one part does not change
   * another.
   */
  static Dice named(long seed, String name) {
    long mixed = seed;
    for (byte unit : name.getBytes(StandardCharsets.UTF_8)) {
      mixed = new Dice(mixed ^ unit).next();
    }
    return new Dice(mixed);
  }

  long next() {
    state += GOLDEN_GAMMA;
    long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** A number from 0 to {@code bound - 1}. */
  int below(int bound) {
    return (int) Long.remainderUnsigned(next(), bound);
  }

  /** A number from {@code low} to {@code high}, both included. */
  int between(int low, int high) {
    return low + below(high - low + 1);
  }

  <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /** {@code count} different elements in random order. */
  <T> List<T> pick(int count, List<T> choices) {
    return List.copyOf(shuffled(choices).subList(0, count));
  }

  <T> List<T> shuffled(List<T> elements) {
    List<T> copy = new ArrayList<>(elements);
    for (int last = copy.size() - 1; last > 0; last--) {
      int other = below(last + 1);
      T kept = copy.get(last);
      copy.set(last, copy.get(other));
      copy.set(other, kept);
    }
    return copy;
  }
}
