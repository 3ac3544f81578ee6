package io.deltatune.core.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SplitFillerTest {
  @Test
  void numbersAreMetExactlyByWholeGroupsAndTheRestIsReserve() {
    SplitFiller filler = filler(Map.of(Split.TEST, 4L, Split.TRAIN, 5L), Split.RESERVE);
    // Test: 3, then the group of 2 overshoots and goes to train, then 1.
    assertEquals(
        List.of(Split.TEST, Split.TRAIN, Split.TEST, Split.TRAIN, Split.TRAIN, Split.RESERVE),
        assign(filler, 3, 2, 1, 2, 1, 1));
  }

  @Test
  void whereMoreIsHeldThanIsAskedForNothingIsAdded() {
    SplitFiller filler = filler(Map.of(Split.TEST, 1L), Split.TRAIN);
    assertEquals(List.of(Split.TEST, Split.TRAIN), assign(filler, 1, 1));
    SplitFiller full = filler(Map.of(Split.TEST, -2L), Split.TRAIN);
    assertEquals(List.of(Split.TRAIN), assign(full, 1));
  }

  @Test
  void groupsOfOneMeetAnyNumbers() {
    SplitFiller filler =
        filler(Map.of(Split.TEST, 20L, Split.VALIDATION, 7L, Split.TRAIN, 50L), Split.RESERVE);
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    for (int i = 0; i < 100; i++) {
      counts.merge(filler.next(Map.of("", 1L)), 1, Integer::sum);
    }
    assertEquals(
        Map.of(Split.TEST, 20, Split.VALIDATION, 7, Split.TRAIN, 50, Split.RESERVE, 23), counts);
  }

  @Test
  void aGroupOfTwoSourcesNeedsRoomInBoth() {
    SplitFiller filler =
        new SplitFiller(
            Map.of("a", Map.of(Split.TEST, 3L), "b", Map.of(Split.TEST, 2L)),
            Set.of(),
            Split.TRAIN);
    assertEquals(Split.TEST, filler.next(Map.of("a", 1L, "b", 1L)));
    assertEquals(Split.TRAIN, filler.next(Map.of("a", 1L, "b", 2L)));
    assertEquals(Split.TEST, filler.next(Map.of("a", 2L)));
    assertEquals(Split.TRAIN, filler.next(Map.of("a", 1L, "b", 1L)));
    assertEquals(Split.TEST, filler.next(Map.of("b", 1L)));
    assertEquals(Split.TRAIN, filler.next(Map.of("c", 1L)), "a source without numbers");
  }

  @Test
  void aShareIsMetAsNearlyAsGroupsAllow() {
    SplitFiller filler =
        new SplitFiller(Map.of("", Map.of(Split.TEST, 2L)), Set.of(Split.TEST), Split.TRAIN);
    assertEquals(List.of(Split.TRAIN, Split.TEST, Split.TRAIN), assign(filler, 5, 3, 1));
  }

  private static SplitFiller filler(Map<Split, Long> room, Split rest) {
    return new SplitFiller(Map.of("", room), Set.of(), rest);
  }

  private static List<Split> assign(SplitFiller filler, long... sizes) {
    return Arrays.stream(sizes).mapToObj(size -> filler.next(Map.of("", size))).toList();
  }
}
