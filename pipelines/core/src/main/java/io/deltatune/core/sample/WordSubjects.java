package io.deltatune.core.sample;

import io.deltatune.core.sample.Lexicon.WordGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Word lists: to repeat, to reorder, to pick from, to sort by kind. The group is the set of words,
 * whatever their order.
 */
final class WordSubjects {
  private static final List<String> ORDINALS =
      List.of("first", "second", "third", "fourth", "fifth");
  private static final List<String> COUNTS = List.of("zero", "one", "two", "three", "four", "five");
  private final Lexicon lexicon;
  private final List<String> vocabulary;

  WordSubjects(Lexicon lexicon) {
    this.lexicon = lexicon;
    this.vocabulary = lexicon.allWords();
  }

  /** A list of three to five words of any kind. */
  Draw list(Dice dice) {
    int size = dice.between(3, 5);
    List<String> words = dice.pick(size, vocabulary);
    int position = dice.below(size);
    int otherPosition = (position + dice.between(1, size - 1)) % size;
    return new Draw(group(words))
        .with("words", commas(words))
        .with("words_and", and(words), and(otherOrder(words, dice)))
        .with("reversed", and(reversed(words)), and(otherOrder(reversed(words), dice)))
        .with("rotated", and(rotated(words)), and(otherOrder(rotated(words), dice)))
        .with("swapped", and(swapped(words)), and(otherOrder(swapped(words), dice)))
        .with("ordinal", ORDINALS.get(position))
        .with("picked", words.get(position), words.get(otherPosition))
        .with("dropped", words.get(position))
        .with("remaining", and(without(words, position)), and(without(words, otherPosition)))
        .with("count", COUNTS.get(size), COUNTS.get(size == 3 ? 4 : size - 1));
  }

  /** Three words of three kinds, and the one that is asked for by its kind. */
  Draw mixed(Dice dice) {
    List<WordGroup> kinds = dice.pick(3, lexicon.groups());
    List<String> words = kinds.stream().map(kind -> dice.pick(kind.words())).toList();
    int asked = dice.below(3);
    return new Draw(group(words))
        .with("mixed", commas(words))
        .with("mixed_and", and(words))
        .with("wanted", kinds.get(asked).one())
        .with("found", words.get(asked), words.get((asked + dice.between(1, 2)) % 3));
  }

  /** Three words of one kind, and the kind. */
  Draw alike(Dice dice) {
    List<WordGroup> kinds = dice.pick(2, lexicon.groups());
    List<String> words = dice.pick(3, kinds.get(0).words());
    return new Draw(group(words))
        .with("alike", commas(words))
        .with("alike_and", and(words))
        .with("kind", kinds.get(0).many(), kinds.get(1).many());
  }

  /** Two words of one kind and one of another. */
  Draw odd(Dice dice) {
    List<WordGroup> kinds = dice.pick(2, lexicon.groups());
    List<String> alike = dice.pick(2, kinds.get(0).words());
    String odd = dice.pick(kinds.get(1).words());
    List<String> words = new ArrayList<>(alike);
    int place = dice.below(3);
    words.add(place, odd);
    int wrongPlace = (place + dice.between(1, 2)) % 3;
    return new Draw(group(words))
        .with("odd_list", commas(words))
        .with("odd", odd, words.get(wrongPlace))
        .with("rest_and", and(without(words, place)), and(without(words, wrongPlace)))
        .with("rest_label", kinds.get(0).many());
  }

  /** Two words of one kind and two of another, mixed. */
  Draw paired(Dice dice) {
    List<WordGroup> kinds = dice.pick(2, lexicon.groups());
    WordGroup first = kinds.get(0);
    WordGroup second = kinds.get(1);
    List<String> ones = dice.pick(2, first.words());
    List<String> others = dice.pick(2, second.words());
    List<String> words = new ArrayList<>(others);
    words.add(dice.below(3), ones.get(1));
    words.add(0, ones.get(0));
    return new Draw(group(words))
        .with("pairs", commas(words))
        .with("first_label", first.many())
        .with("first_pair", and(ones), and(List.of(ones.get(0), others.get(0))))
        .with("second_label", second.many())
        .with("second_pair", and(others), and(List.of(ones.get(1), others.get(1))));
  }

  static String commas(List<String> words) {
    return String.join(", ", words);
  }

  static String and(List<String> words) {
    int last = words.size() - 1;
    return last == 0 ? words.get(0) : commas(words.subList(0, last)) + " and " + words.get(last);
  }

  private static String group(List<String> words) {
    List<String> sorted = new ArrayList<>(words);
    Collections.sort(sorted);
    return "words: " + commas(sorted);
  }

  private static List<String> reversed(List<String> words) {
    List<String> copy = new ArrayList<>(words);
    Collections.reverse(copy);
    return copy;
  }

  private static List<String> rotated(List<String> words) {
    List<String> copy = new ArrayList<>(words);
    Collections.rotate(copy, -1);
    return copy;
  }

  private static List<String> swapped(List<String> words) {
    List<String> copy = new ArrayList<>(words);
    Collections.swap(copy, 0, copy.size() - 1);
    return copy;
  }

  private static List<String> without(List<String> words, int position) {
    List<String> copy = new ArrayList<>(words);
    copy.remove(position);
    return copy;
  }

  private static List<String> otherOrder(List<String> words, Dice dice) {
    List<String> other = dice.shuffled(words);
    return other.equals(words) ? rotated(other) : other;
  }
}
