package io.deltatune.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.ImplementationsOf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final List<String> REFERENCE = List.of("The cat sat on the mat.");

  @Test
  void everyImplementationIsOnTheList() throws Exception {
    Set<Class<?>> listed = Metrics.ALL.stream().map(Object::getClass).collect(Collectors.toSet());
    assertFalse(listed.isEmpty());
    assertEquals(ImplementationsOf.type(Metric.class), listed);
  }

  @Test
  void namesAreDistinctAndFindTheirMetric() {
    assertEquals(Metrics.ALL.size(), new HashSet<>(Metrics.names()).size());
    for (Metric metric : Metrics.ALL) {
      assertEquals(metric, Metrics.named(metric.name()).orElseThrow());
      assertTrue(metric.name().matches("[a-z]+(_[a-z0-9]+)*"), metric.name());
    }
  }

  @Test
  void everyMetricGivesAHundredToTheReferenceAndNothingToNoise() {
    for (Metric metric : Metrics.ALL) {
      long[] same = metric.statistic(REFERENCE.get(0), REFERENCE);
      assertEquals(metric.width(), same.length);
      assertEquals(1, same[0], "the first integer is the row");
      assertEquals(100, metric.value(same), 1e-9, metric.name());
      assertEquals(100, metric.rowValue(same), 1e-9, metric.name());
      assertEquals(0, metric.value(metric.statistic("zzz", REFERENCE)), metric.name());
      assertEquals(0, metric.value(metric.statistic("", REFERENCE)), metric.name());
      assertEquals(0, metric.value(new long[metric.width()]), metric.name() + " of no rows");
    }
  }

  @Test
  void aRowWithoutReferenceIsRefused() {
    for (Metric metric : Metrics.ALL) {
      assertThrows(IllegalArgumentException.class, () -> metric.statistic("a", List.of()));
    }
  }

  @Test
  void totalsTravelBetweenProcesses() throws Exception {
    for (Metric metric : Metrics.ALL) {
      MetricTotal total = new MetricTotal(metric);
      total.add("The cat sat.", REFERENCE);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(total);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        assertEquals(total.value(), ((MetricTotal) in.readObject()).value(), metric.name());
      }
    }
  }

  @Test
  void exactMatchForgivesWhiteSpaceOnly() {
    MetricTotal total = new MetricTotal(Metrics.EXACT_MATCH);
    total.add(" The cat\n sat on\u00a0the mat. ", REFERENCE);
    total.add("the cat sat on the mat.", REFERENCE);
    total.add("The cat sat on the mat", REFERENCE);
    total.add("The cat sat", List.of("x", "The cat  sat"));
    assertEquals(50, total.value());
    assertEquals(4, total.rows());
  }

  @Test
  void signaturesSayWhatChangesAScore() {
    assertEquals(
        "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:deltatune-1",
        Metrics.BLEU.signature(1));
    assertEquals(
        "nrefs:var|case:mixed|eff:yes|tok:13a|smooth:exp|version:deltatune-1",
        Metrics.BLEU.rowSignature(Metric.VARIABLE_REFERENCES));
    assertEquals(
        "nrefs:1|case:lc|tok:rouge-ascii|stem:no|score:f1-mean-x100|version:deltatune-1",
        Metrics.ROUGE_L.signature(1));
  }
}
