package io.deltatune.core.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitAssignerTest {
  private static final List<String> GROUPS =
      IntStream.range(0, 20_000).mapToObj(i -> "group " + i).toList();

  @Test
  void theSharesAreMet() {
    SplitAssigner assigner = new SplitAssigner(42, 0.05, 0.1);
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    GROUPS.forEach(group -> counts.merge(assigner.split(group), 1, Integer::sum));
    // Four standard deviations of the binomial distribution: 4 sqrt(20000 p (1 - p)).
    assertEquals(2000, counts.get(Split.TEST), 170);
    assertEquals(1000, counts.get(Split.VALIDATION), 124);
  }

  @Test
  void anotherSeedGivesAnotherSplit() {
    SplitAssigner one = new SplitAssigner(1, 0, 0.5);
    SplitAssigner two = new SplitAssigner(2, 0, 0.5);
    long same = GROUPS.stream().filter(group -> one.split(group) == two.split(group)).count();
    assertEquals(10_000, (double) same, 283);
  }

  @Test
  void theAssignmentNeverChanges() {
    SplitAssigner assigner = new SplitAssigner(42, 0.3, 0.3);
    // Pinned, because tables that exist rest upon it. Python: f = lambda b: len(b).to_bytes(8,
    // "big") + b; place = int(sha256(f(b"split") + (42).to_bytes(8, "big") + f(b"a")).hexdigest()
    // [:13], 16) / 2**52
    assertEquals(
        List.of(Split.TEST, Split.TEST, Split.TRAIN, Split.TEST, Split.TEST, Split.TEST),
        List.of("a", "b", "c", "d", "e", "f").stream().map(assigner::split).toList());
  }

  @Test
  void aGrowingTestShareKeepsWhatWasInIt() {
    SplitAssigner small = new SplitAssigner(7, 0.1, 0.1);
    SplitAssigner large = new SplitAssigner(7, 0.1, 0.3);
    for (String group : GROUPS) {
      assertTrue(small.split(group) != Split.TEST || large.split(group) == Split.TEST);
    }
  }

  @Test
  void noShareAndTheWholeArePossible() {
    assertEquals(Split.TRAIN, new SplitAssigner(1, 0, 0).split("x"));
    assertEquals(Split.TEST, new SplitAssigner(1, 0, 1).split("x"));
    assertThrows(IllegalArgumentException.class, () -> new SplitAssigner(1, 0.6, 0.5));
    assertThrows(IllegalArgumentException.class, () -> new SplitAssigner(1, Double.NaN, 0.5));
  }
}
