package io.deltatune.core.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the n-grams of some texts, so that of one order equal n-grams, and only these, have the
 * same number. An n-gram is known by the number of its first n - 1 words and that of its last word:
 * no hashes that could collide. Not thread-safe.
 */
final class NGrams {
  private final Map<String, Integer> words = new HashMap<>();
  private final LongNumbers longer = new LongNumbers();

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
      numbers[i] = longer.of(((long) shorter[i] << 32) | singles[i + order]);
    }
    return numbers;
  }

  /**
   * How many n-grams of an answer some references have, each n-gram as often at most as the
   * reference has it that has it most often. All are of one order.
   */
  int matches(int[] answer, List<int[]> references) {
    int[] left = counts(references.get(0));
    for (int[] reference : references.subList(1, references.size())) {
      int[] counts = counts(reference);
      for (int i = 0; i < left.length; i++) {
        left[i] = Math.max(left[i], counts[i]);
      }
    }
    int matches = 0;
    for (int gram : answer) {
      if (left[gram] > 0) {
        left[gram]--;
        matches++;
      }
    }
    return matches;
  }

  private int[] counts(int[] grams) {
    int[] counts = new int[Math.max(words.size(), longer.size())];
    for (int gram : grams) {
      counts[gram]++;
    }
    return counts;
  }
}
