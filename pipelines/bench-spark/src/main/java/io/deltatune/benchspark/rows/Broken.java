package io.deltatune.benchspark.rows;

import java.util.SplittableRandom;

/** Rows that no recipe can use, as published files hold them. */
final class Broken {
  /** Above the limit of the recipes, in characters. */
  static final int OVERLONG_WORDS = 6000;

  private Broken() {}

  static String row(long number, SplittableRandom random, Prose prose) {
    String question = prose.task(random, 12).replace('"', '\'');
    String start = "{\"id\":\"row-" + number + "\",\"instruction\":\"" + question + "\"";
    return switch (random.nextInt(5)) {
      case 0 -> start + ",\"input\":\"\",\"output\":\"It was cut";
      case 1 -> start + ",\"input\":\"\"}";
      case 2 -> start + ",\"input\":\"\",\"output\":\"  \"}";
      case 3 -> start + ",\"input\":\"\",\"output\":{\"text\":17}}";
      default ->
          start + ",\"input\":\"\",\"output\":\"" + "overlong ".repeat(OVERLONG_WORDS) + "\"}";
    };
  }
}
