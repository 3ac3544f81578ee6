package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Expected values: the lambdas of transformers 5.23's optimization.py, worked out by hand. */
class ScheduleTest {
  @Test
  void warmUpStartsAtZeroAndReachesTheFullRateAtItsEnd() {
    Schedule schedule = Schedule.linear(4);
    assertEquals(0, schedule.factor(0, 10));
    assertEquals(0.75, schedule.factor(3, 10));
    assertEquals(1, schedule.factor(4, 10));
  }

  @Test
  void linearFallsToZeroAtTheEndOfTheRun() {
    Schedule schedule = Schedule.linear(0);
    assertEquals(1, schedule.factor(0, 10));
    assertEquals(0.5, schedule.factor(5, 10));
    assertEquals(0, schedule.factor(10, 10));
  }

  @Test
  void cosineIsHalfwayDownInTheMiddleAndStaysAboveItsFloor() {
    assertEquals(0.5, Schedule.cosine(2).factor(6, 10), 1e-12);
    assertEquals(0, Schedule.cosine(2).factor(10, 10), 1e-12);
    assertEquals(0.55, Schedule.cosine(2, 0.1).factor(6, 10), 1e-12);
    assertEquals(0.1, Schedule.cosine(2, 0.1).factor(10, 10), 1e-12);
  }

  @Test
  void constantStaysAtTheFullRateBehindTheWarmUp() {
    assertEquals(0.5, Schedule.constant(2).factor(1, 10));
    assertEquals(1, Schedule.constant(2).factor(9, 10));
  }
}
