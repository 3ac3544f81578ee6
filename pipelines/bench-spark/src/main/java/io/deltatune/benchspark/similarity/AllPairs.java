package io.deltatune.benchspark.similarity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The Jaccard index of the word 3-grams of every two texts, exactly: an inverted index counts for
 * each text what it shares with each earlier one. No hashing, and none of the product's code, but
 * its rule of words: white space divides, lower-cased, only letters and digits count.
 */
final class AllPairs {
  private static final int NGRAM = 3;

  /** Two places in the list of texts, the earlier one first. */
  record Pair(int earlier, int later) {}

  private AllPairs() {}

  /** The pairs whose index is at least the threshold, with it. */
  static Map<Pair, Double> from(List<String> texts, double threshold) {
    Map<String, Integer> numbers = new HashMap<>();
    List<int[]> ngrams = new ArrayList<>(texts.size());
    texts.forEach(text -> ngrams.add(numbered(ngrams(text), numbers)));
    List<List<Integer>> holders = new ArrayList<>(numbers.size());
    numbers.keySet().forEach(ngram -> holders.add(new ArrayList<>(1)));
    Map<Pair, Double> pairs = new HashMap<>();
    int[] shared = new int[texts.size()];
    for (int text = 0; text < ngrams.size(); text++) {
      Arrays.fill(shared, 0, text, 0);
      for (int ngram : ngrams.get(text)) {
        List<Integer> earlier = holders.get(ngram);
        earlier.forEach(holder -> shared[holder]++);
        earlier.add(text);
      }
      for (int earlier = 0; earlier < text; earlier++) {
        int together = ngrams.get(text).length + ngrams.get(earlier).length - shared[earlier];
        if (shared[earlier] > 0 && shared[earlier] >= threshold * together) {
          pairs.put(new Pair(earlier, text), shared[earlier] / (double) together);
        }
      }
    }
    return pairs;
  }

  /** The distinct 3-grams; of fewer words the one of all. */
  static Set<String> ngrams(String text) {
    List<String> words = new ArrayList<>();
    for (String part : text.split("\\s+", -1)) {
      StringBuilder word = new StringBuilder();
      part.toLowerCase(Locale.ROOT)
          .codePoints()
          .filter(Character::isLetterOrDigit)
          .forEach(word::appendCodePoint);
      if (word.length() > 0) {
        words.add(word.toString());
      }
    }
    Set<String> ngrams = new HashSet<>();
    for (int first = 0; first + NGRAM <= words.size(); first++) {
      ngrams.add(String.join(" ", words.subList(first, first + NGRAM)));
    }
    if (ngrams.isEmpty() && !words.isEmpty()) {
      ngrams.add(String.join(" ", words));
    }
    return ngrams;
  }

  private static int[] numbered(Set<String> ngrams, Map<String, Integer> numbers) {
    return ngrams.stream()
        .mapToInt(ngram -> numbers.computeIfAbsent(ngram, unknown -> numbers.size()))
        .toArray();
  }
}
