package io.deltatune.model.golden;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Comparisons within a tolerance. With {@code -Ddeltatune.differences=FILE} the largest difference
 * seen of each quantity is written there when the process ends: the figures of {@code
 * pipelines/bench/RESULTS.md}.
 */
final class Differences {
  private static final Map<String, Double> LARGEST = new ConcurrentSkipListMap<>();

  static {
    String file = System.getProperty("deltatune.differences");
    if (file != null) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> write(Path.of(file))));
    }
  }

  private Differences() {}

  /** The largest absolute difference must not exceed what is allowed. */
  static void assertWithin(
      double allowed, float[] expected, float[] actual, String quantity, String where) {
    assertWithin(allowed, GoldenModel.difference(actual, expected), quantity, where);
  }

  static void assertWithin(double allowed, double difference, String quantity, String where) {
    LARGEST.merge(quantity, difference, Math::max);
    assertTrue(
        difference <= allowed, // false for NaN
        () -> quantity + " of " + where + " differ by " + difference + ", allowed " + allowed);
  }

  private static void write(Path file) {
    StringBuilder text = new StringBuilder();
    LARGEST.forEach(
        (name, value) -> text.append(String.format(Locale.ROOT, "%s: %.4g%n", name, value)));
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
