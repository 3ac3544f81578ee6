package io.deltatune.benchspark.rows;

import java.util.List;
import java.util.SplittableRandom;

/** Texts of a given number of words: questions, paragraphs, lists, now and then code. */
final class Prose {
  private static final List<String> TASKS =
      List.of(
          "Write a short story about",
          "Explain in simple words the meaning of",
          "Summarise the following text about",
          "Give three reasons for",
          "What is the difference between",
          "Translate into plain English the note on",
          "Create a list of steps to prepare",
          "How would you improve",
          "Compare and contrast",
          "Suggest a title for an article on",
          "Describe the history of",
          "Rewrite the sentence so that it speaks of",
          "Classify the following items by",
          "Generate a question about");

  private final Vocabulary vocabulary;

  Prose(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Words by a log-normal law. */
  static int words(SplittableRandom random, double median, double sigma, int most) {
    double drawn = median * Math.exp(sigma * gaussian(random));
    return (int) Math.max(2, Math.min(most, Math.round(drawn)));
  }

  /** What a user asks. */
  String task(SplittableRandom random, int words) {
    StringBuilder text = new StringBuilder(TASKS.get(random.nextInt(TASKS.size())));
    text.append(" the ").append(vocabulary.topic(random));
    text.append(" and the ").append(vocabulary.topic(random));
    for (int left = words - 8; left > 0; left--) {
      text.append(' ').append(vocabulary.word(random));
    }
    return text.append(random.nextInt(3) == 0 ? '?' : '.').toString();
  }

  /** Sentences in paragraphs; one text in twelve is a list, one in forty holds code. */
  String text(SplittableRandom random, int words) {
    StringBuilder text = new StringBuilder(words * 6);
    boolean list = random.nextInt(12) == 0;
    if (random.nextInt(40) == 0) {
      code(random, text);
    }
    int left = words;
    int items = 0;
    while (left > 0) {
      if (text.length() > 0) {
        text.append(list || random.nextInt(7) == 0 ? "\n" : " ");
      }
      if (list) {
        text.append(++items).append(". ");
      }
      int length = Math.min(left, 4 + random.nextInt(22));
      sentence(random, text, length);
      left -= length;
    }
    return text.toString();
  }

  private void sentence(SplittableRandom random, StringBuilder text, int words) {
    String first = vocabulary.word(random);
    text.append(Character.toUpperCase(first.charAt(0))).append(first, 1, first.length());
    for (int word = 1; word < words; word++) {
      text.append(random.nextInt(14) == 0 ? ", " : " ").append(vocabulary.word(random));
      if (random.nextInt(60) == 0) {
        text.append(' ').append(random.nextInt(2000));
      }
    }
    text.append(random.nextInt(15) == 0 ? '!' : '.');
  }

  private void code(SplittableRandom random, StringBuilder text) {
    String name = vocabulary.topic(random);
    text.append("```python\ndef ").append(name).append("(x):\n    return x + \"");
    text.append(vocabulary.topic(random)).append("\" * ").append(random.nextInt(100));
    text.append("\n```\n");
  }

  /** Standard normal, by the method of Box and Muller. */
  private static double gaussian(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
