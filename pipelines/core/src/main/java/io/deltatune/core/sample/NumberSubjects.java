package io.deltatune.core.sample;

import java.util.List;

/** Pairs of numbers: to add, to compare. The group is the pair, whichever stands first. */
final class NumberSubjects {
  private static final int SMALLEST = 10;
  private static final int LARGEST = 99;
  private static final int LARGEST_SUMMAND = 49;
  private final Lexicon lexicon;

  NumberSubjects(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  /** Two different numbers of two digits. */
  Draw pair(Dice dice) {
    int first = dice.between(SMALLEST, LARGEST);
    int second = other(first, dice);
    return numbered(first, second)
        .with("smaller", text(Math.min(first, second)), text(Math.max(first, second)));
  }

  /** Two numbers whose sum has two digits. */
  Draw sum(Dice dice) {
    int first = dice.between(SMALLEST, LARGEST_SUMMAND);
    int second = dice.between(SMALLEST, LARGEST_SUMMAND);
    int wrong = dice.between(2 * SMALLEST, 2 * LARGEST_SUMMAND - 1);
    return numbered(first, second)
        .with("sum", text(first + second), text(wrong < first + second ? wrong : wrong + 1));
  }

  /** Two people and how many things of one sort each has. */
  Draw goods(Dice dice) {
    List<String> names = dice.pick(2, lexicon.names());
    String goods = dice.pick(lexicon.goods());
    int first = dice.between(SMALLEST, LARGEST);
    int second = other(first, dice);
    String winner = first > second ? names.get(0) : names.get(1);
    String loser = first > second ? names.get(1) : names.get(0);
    return numbered(first, second)
        .with("goods", goods)
        .with(
            "holdings",
            String.format(
                "%s has %d %s and %s has %d %s.",
                names.get(0), first, goods, names.get(1), second, goods))
        .with("winner", winner, loser);
  }

  private static Draw numbered(int first, int second) {
    return new Draw("numbers: " + Math.min(first, second) + ", " + Math.max(first, second))
        .with("first_number", text(first))
        .with("second_number", text(second));
  }

  private static int other(int first, Dice dice) {
    int second = dice.between(SMALLEST, LARGEST - 1);
    return second < first ? second : second + 1;
  }

  private static String text(int number) {
    return Integer.toString(number);
  }
}
