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
    Schedule above = Schedule.falling(2, 0.1, Schedule::halfCosine);
    assertEquals(0.55, above.factor(6, 10), 1e-12);
    assertEquals(0.1, above.factor(10, 10), 1e-12);
  }

  @Test
  void constantStaysAtTheFullRateBehindTheWarmUp() {
    assertEquals(0.5, Schedule.constant(2).factor(1, 10));
    assertEquals(1, Schedule.constant(2).factor(9, 10));
  }

  @Test
  void polynomialFallsAsAPowerOfWhatIsLeftDownToItsFloor() {
    Schedule schedule = Schedule.polynomial(2, 0.1, 2);
    assertEquals(0.5, schedule.factor(1, 12));
    assertEquals(1, schedule.factor(2, 12));
    assertEquals(0.1 + 0.9 * 0.25, schedule.factor(7, 12), 1e-12);
    assertEquals(0.1, schedule.factor(12, 12), 1e-12);
  }

  @Test
  void warmUpStableDecayRisesFromItsFloorStaysAndFallsAtTheEnd() {
    Schedule cosine = Schedule.warmUpStableDecay(4, 0.2, 0.25, Schedule::halfCosine);
    assertEquals(0.2, cosine.factor(0, 40), 1e-12);
    assertEquals(0.2 + 0.8 * 0.5, cosine.factor(2, 40), 1e-12);
    assertEquals(1, cosine.factor(4, 40), 1e-12);
    assertEquals(1, cosine.factor(29, 40), 1e-12);
    assertEquals(1, cosine.factor(30, 40), 1e-12);
    assertEquals(0.6, cosine.factor(35, 40), 1e-12);
    assertEquals(0.2, cosine.factor(40, 40), 1e-12);
    Schedule linear = Schedule.warmUpStableDecay(0, 0, 0.5, done -> 1 - done);
    assertEquals(0.7, linear.factor(13, 20), 1e-12);
  }

  @Test
  void aWarmUpAsAPartOfTheRunIsRoundedUpToSteps() {
    Schedule schedule = Schedule.warmedUpOver(0.05, Schedule::linear);
    assertEquals(0.5, schedule.factor(1, 21), "ceil(1.05) = 2 steps");
    assertEquals(1, schedule.factor(2, 21));
  }
}
