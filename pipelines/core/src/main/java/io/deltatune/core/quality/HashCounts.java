package io.deltatune.core.quality;

/** Counts 64-bit hashes in an open table that grows; 0 stands for another number. */
final class HashCounts {
  private long[] keys;
  private int[] counts;
  private int used;

  /** For about this many different hashes. */
  HashCounts(int expected) {
    int size = Integer.highestOneBit(Math.max(8, expected)) * 4;
    keys = new long[size];
    counts = new int[size];
  }

  /** Adds a hash and gives how often it was added. */
  int add(long hash) {
    long key = hash == 0 ? 1 : hash;
    int place = place(key);
    if (keys[place] == 0) {
      if (2 * used >= keys.length) {
        grow();
        place = place(key);
      }
      keys[place] = key;
      used++;
    }
    return ++counts[place];
  }

  private int place(long key) {
    int mask = keys.length - 1;
    int place = (int) (mixed(key) >>> 32) & mask;
    while (keys[place] != 0 && keys[place] != key) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldCounts = counts;
    keys = new long[2 * oldKeys.length];
    counts = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int place = place(oldKeys[i]);
        keys[place] = oldKeys[i];
        counts[place] = oldCounts[i];
      }
    }
  }

  /** Spreads the bits (the finaliser of MurmurHash3). */
  static long mixed(long hash) {
    long h = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
