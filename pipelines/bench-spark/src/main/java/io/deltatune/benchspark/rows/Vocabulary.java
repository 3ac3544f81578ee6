package io.deltatune.benchspark.rows;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * English words as often as in prose: by the law of Zipf and Mandelbrot, a word's frequency is
 * proportional to 1 / (rank + 2.7).
 */
final class Vocabulary {
  /** A power of two; a draw is one step into a table of this many words. */
  private static final int DRAWS = 1 << 18;

  private static final double SHIFT = 2.7;
  private static final List<String> ENDINGS = List.of("s", "ed", "ing", "er", "ly", "ness");

  private final List<String> words;
  private final String[] draws = new String[DRAWS];

  private Vocabulary(List<String> words) {
    this.words = words;
    double total = 0;
    for (int rank = 1; rank <= words.size(); rank++) {
      total += 1 / (rank + SHIFT);
    }
    double reached = 0;
    int filled = 0;
    for (int rank = 1; rank <= words.size(); rank++) {
      reached += 1 / (rank + SHIFT);
      int end = (int) Math.round(DRAWS * reached / total);
      while (filled < end) {
        draws[filled++] = words.get(rank - 1);
      }
    }
  }

  /** The words of the list, most frequent first, then their regular derivations. */
  static Vocabulary english() {
    try (InputStream list = Vocabulary.class.getResourceAsStream("words.txt")) {
      Set<String> words =
          new LinkedHashSet<>(
              List.of(
                  new String(list.readAllBytes(), StandardCharsets.UTF_8).strip().split("\\s+")));
      List<String> roots = words.stream().filter(word -> word.length() > 4).toList();
      for (String ending : ENDINGS) {
        roots.forEach(root -> words.add(joined(root, ending)));
      }
      return new Vocabulary(new ArrayList<>(words));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A word, frequent ones often. */
  String word(SplittableRandom random) {
    return draws[random.nextInt(DRAWS)];
  }

  /** A word that says what a text is about; all are equally likely. */
  String topic(SplittableRandom random) {
    return words.get(words.size() / 10 + random.nextInt(words.size() * 9 / 10));
  }

  int size() {
    return words.size();
  }

  private static String joined(String root, String ending) {
    boolean silent = root.endsWith("e") && "aeiou".indexOf(ending.charAt(0)) >= 0;
    return (silent ? root.substring(0, root.length() - 1) : root) + ending;
  }
}
