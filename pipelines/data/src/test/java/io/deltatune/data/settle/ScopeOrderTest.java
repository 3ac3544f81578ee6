package io.deltatune.data.settle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.deltatune.data.settle.ScopeOrder.Touched;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScopeOrderTest {
  @Test
  void scopesThatAGroupLinksAreFilledTogetherAndTheOthersAlone() {
    Map<String, String> bundles =
        new ScopeOrder(
                List.of(
                    new Touched(List.of("a", "b"), 3),
                    new Touched(List.of("c"), 9),
                    new Touched(List.of("d", "e"), 1),
                    new Touched(List.of("b", "d"), 2)),
                Map.of())
            .bundles();
    assertEquals(bundles.get("a"), bundles.get("b"));
    assertEquals(bundles.get("a"), bundles.get("d"));
    assertEquals(bundles.get("a"), bundles.get("e"));
    assertNotEquals(bundles.get("a"), bundles.get("c"));
  }

  @Test
  void aSourceWhoseOwnGroupsCannotMeetItsNumbersIsScarce() {
    ScopeOrder order =
        new ScopeOrder(
            List.of(new Touched(List.of("a", "b"), 30), new Touched(List.of("b"), 12)),
            Map.of("a", 5L, "b", 12L));
    assertEquals(List.of("a"), order.scarce());
  }
}
