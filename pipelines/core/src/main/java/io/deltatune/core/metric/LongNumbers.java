package io.deltatune.core.metric;

import java.util.Arrays;

/** Numbers distinct longs from 0 in the order in which they are first seen. Not thread-safe. */
final class LongNumbers {
  private long[] keys = new long[256];
  private int[] numbers = new int[256];
  private int size;

  LongNumbers() {
    Arrays.fill(numbers, -1);
  }

  /** The number of a key, a fresh one if it was never seen. */
  int of(long key) {
    if (2 * size >= keys.length) {
      grow();
    }
    int slot = slot(key);
    if (numbers[slot] < 0) {
      keys[slot] = key;
      numbers[slot] = size++;
    }
    return numbers[slot];
  }

  /** How many distinct keys were seen. */
  int size() {
    return size;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    long mixed = key * 0x9E3779B97F4A7C15L; // 2^64 divided by the golden ratio
    int slot = (int) (mixed >>> 32) & mask;
    while (numbers[slot] >= 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldNumbers = numbers;
    keys = new long[2 * oldKeys.length];
    numbers = new int[keys.length];
    Arrays.fill(numbers, -1);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldNumbers[i] >= 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        numbers[slot] = oldNumbers[i];
      }
    }
  }
}
