package io.deltatune.benchspark.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Changes words as a second hand would: some replaced, some left out, some put in. */
record Edits(Vocabulary vocabulary) {
  /**
   * The texts with a share of their words changed, one at least in the last text.
   *
   * @param share of the words
   */
  List<String> changed(List<String> texts, double share, SplittableRandom random) {
    List<String> changed = new ArrayList<>();
    for (int place = 0; place < texts.size(); place++) {
      boolean last = place == texts.size() - 1;
      changed.add(changed(texts.get(place), share, last, random));
    }
    return changed;
  }

  private String changed(String text, double share, boolean surely, SplittableRandom random) {
    String[] words = text.split(" ", -1);
    int certain = surely ? random.nextInt(words.length) : -1;
    List<String> kept = new ArrayList<>(words.length + 4);
    for (int place = 0; place < words.length; place++) {
      boolean change = place == certain || random.nextDouble() < share;
      int how = change ? random.nextInt(5) : -1;
      boolean leftOut = how == 0 && words.length > 3;
      boolean replaced = how > 1;
      if (how == 1 || replaced) {
        kept.add(vocabulary.topic(random));
      }
      if (!leftOut && !replaced) {
        kept.add(words[place]);
      }
    }
    return String.join(" ", kept);
  }
}
