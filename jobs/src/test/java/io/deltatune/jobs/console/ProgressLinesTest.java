package io.deltatune.jobs.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.deltatune.core.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long now = 1_000;
  private final ProgressLines lines =
      new ProgressLines(new PrintStream(bytes, true, StandardCharsets.UTF_8), () -> now);

  @Test
  void workOfUnderTwoSecondsSaysNothing() {
    try (Progress progress = lines.start("Training", "steps", 10)) {
      pass(1.9);
      progress.advance(10, 100);
    }
    assertEquals("", said());
  }

  @Test
  void longWorkSaysEveryTenSecondsHowFarItIsAndOnceWhatItTook() {
    try (Progress progress = lines.start("Training", "steps", 40)) {
      progress.note("loss 2.5");
      for (int step = 0; step < 40; step++) {
        pass(0.5);
        progress.advance(1, 200);
      }
    }
    assertEquals(
        """
        Training: 20/40 steps, 50 %, 2.0 steps/s, 400 tokens/s, 10s left, loss 2.5
        Training: 40/40 steps in 20s, 2.0 steps/s, 400 tokens/s, loss 2.5
        """,
        said());
  }

  @Test
  void anUnknownTotalHasNoShareAndNoTimeLeft() {
    try (Progress progress = lines.start("Reading", "rows", -1)) {
      pass(12);
      progress.advance(600, 0);
    }
    assertEquals("Reading: 600 rows, 50 rows/s\nReading: 600 rows in 12s, 50 rows/s\n", said());
  }

  @Test
  void nothingIsSaidAfterAnInterruption() {
    PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Console console = new Console(err, err, Console.Terminal.NONE);
    try (Progress progress =
        new ProgressLines(console.audible(), () -> now).start("Training", "steps", 40)) {
      pass(12);
      console.silence("interrupted");
      progress.advance(1, 200);
    }
    assertEquals("\ninterrupted\n", said());
  }

  @Test
  void timesAreSaidInTheLargestUnitThatHelps() {
    assertEquals("59s", Durations.words(59.4));
    assertEquals("1m00s", Durations.words(59.6));
    assertEquals("2h05m07s", Durations.words(2 * 3600 + 5 * 60 + 7));
  }

  private void pass(double seconds) {
    now += (long) (seconds * 1e9);
  }

  private String said() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
