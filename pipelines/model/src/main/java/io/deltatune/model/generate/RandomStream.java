package io.deltatune.model.generate;

/**
 * Random numbers by their place instead of by their order: the number of a draw follows from seed,
 * row, step and try alone. Chained finalisers of SplitMix64 (Steele, Lea and Flood 2014).
 */
final class RandomStream {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private RandomStream() {}

  /** A number from 0 to below 1, in steps of 2^-53. */
  static double share(long seed, long key, int step, int draw) {
    long state = mix(seed + GOLDEN);
    state = mix((state ^ key) + GOLDEN);
    state = mix((state ^ step) + GOLDEN);
    state = mix((state ^ draw) + GOLDEN);
    return (state >>> 11) * 0x1.0p-53;
  }

  private static long mix(long value) {
    long state = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    state = (state ^ (state >>> 27)) * 0x94d049bb133111ebL;
    return state ^ (state >>> 31);
  }
}
