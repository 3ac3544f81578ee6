package io.deltatune.core.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MetricTotalProperties {
  @Property(tries = 100)
  void theOrderAndTheGroupingOfRowsNeverChangeAScore(@ForAll("rows") List<List<String>> rows) {
    for (Metric metric : Metrics.ALL) {
      MetricTotal inOrder = new MetricTotal(metric);
      rows.forEach(row -> inOrder.add(row.get(0), row.subList(1, row.size())));
      List<List<String>> reversed = new ArrayList<>(rows);
      Collections.reverse(reversed);
      MetricTotal merged = new MetricTotal(metric);
      for (List<String> row : reversed) {
        MetricTotal alone = new MetricTotal(metric);
        alone.add(row.get(0), row.subList(1, row.size()));
        merged.merge(alone);
      }
      assertArrayEquals(inOrder.sum(), merged.sum());
      assertEquals(inOrder.value(), merged.value());
    }
  }

  @Provide
  Arbitrary<List<List<String>>> rows() {
    Arbitrary<String> text =
        Arbitraries.of("a", "b", "cat", "cats", ".", ",", "5", "-", "\n", "&amp;", "\u00e9")
            .list()
            .ofMaxSize(10)
            .map(words -> String.join(" ", words));
    return text.list().ofMinSize(2).ofMaxSize(3).list().ofMaxSize(6);
  }
}
