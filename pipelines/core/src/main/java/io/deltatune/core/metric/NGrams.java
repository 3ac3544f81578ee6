package io.deltatune.core.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the n-grams of some texts, so that equal n-grams of any of them have the same number. An
 * n-gram is known by the number of its first n - 1 words and that of its last word: no hashes that
 * could collide. Not thread-safe.
 */
final class NGrams {
  private final Map<String, Integer> words = new HashMap<>();
  private final Map<Long, Integer> longer = new HashMap<>();

  /** The words' numbers, from 0. */
  int[] words(List<String> tokens) {
    int[] numbers = new int[tokens.size()];
    for (int i = 0; i < numbers.length; i++) {
      Integer fresh = words.size();
      Integer known = words.putIfAbsent(tokens.get(i), fresh);
      numbers[i] = known == null ? fresh : known;
    }
    return numbers;
  }

  /**
   * The numbers of the n-grams that are one word longer.
   *
   * @param shorter the numbers of all n-grams of a text
   * @param singles the numbers of its words
   */
  int[] longer(int[] shorter, int[] singles) {
    int count = Math.max(0, shorter.length - 1);
    int order = singles.length - shorter.length + 1;
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      long key = ((long) shorter[i] << 32) | singles[i + order];
      // Numbers of n-grams of two words or more are negative, so that no two orders share a key.
      Integer fresh = -1 - longer.size();
      Integer known = longer.putIfAbsent(key, fresh);
      numbers[i] = known == null ? fresh : known;
    }
    return numbers;
  }

  /** How often each number occurs. */
  static Map<Integer, Integer> counts(int[] numbers) {
    Map<Integer, Integer> counts = new HashMap<>();
    Arrays.stream(numbers).forEach(number -> counts.merge(number, 1, Integer::sum));
    return counts;
  }

  /** How many n-grams both have, each as often as it occurs in both. */
  static int matches(Map<Integer, Integer> counts, Map<Integer, Integer> others) {
    int matches = 0;
    for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
      matches += Math.min(entry.getValue(), others.getOrDefault(entry.getKey(), 0));
    }
    return matches;
  }
}
