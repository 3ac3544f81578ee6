package io.deltatune.core.similarity;

/** 64-bit hashes that are the same in every process and version of the program. */
final class Hashing {
  /** Odd, its bits even in number and spread: the golden ratio's fraction. */
  static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Hashing() {}

  /** Appends a character to the hash of a word that begins with 0; to be mixed at its end. */
  static long append(long hash, int character) {
    return (hash + character + 1) * GOLDEN;
  }

  /** Spreads every bit over all others: the finaliser of SplitMix64 (Steele et al. 2014). */
  static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
