package io.deltatune.jobs.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.deltatune.core.statistics.LengthDistribution.Bucket;
import java.util.List;
import org.junit.jupiter.api.Test;

class LengthsTest {
  @Test
  void theFullestBucketHasTheLongestBarAndFewRowsStillLeaveAMark() {
    assertEquals(
        List.of(
            "     17 -    24  ▏ 1",
            "     25 -    32   0",
            "     33 -    48  " + "█".repeat(30) + " 1000",
            "     49 -    64  " + "█".repeat(15) + " 500"),
        Lengths.histogram(
            List.of(
                new Bucket(16, 24, 1),
                new Bucket(24, 32, 0),
                new Bucket(32, 48, 1000),
                new Bucket(48, 64, 500))));
    assertEquals(List.of(), Lengths.histogram(List.of()));
  }

  @Test
  void sharesAreInPerCent() {
    assertEquals("0.4 %", Lengths.share(2, 512));
    assertEquals("0.0 %", Lengths.share(0, 0));
  }
}
