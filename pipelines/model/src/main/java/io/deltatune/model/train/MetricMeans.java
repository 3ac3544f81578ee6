package io.deltatune.model.train;

import java.util.LinkedHashMap;
import java.util.Map;

/** Means of named figures over the micro-batches of a step, in the order of their first naming. */
public final class MetricMeans {
  private final Map<String, double[]> sums = new LinkedHashMap<>();

  /** Adds a sum over some cases; nothing is added for no cases. */
  public MetricMeans add(String name, double sum, double cases) {
    if (cases > 0) {
      double[] total = sums.computeIfAbsent(name, unused -> new double[2]);
      total[0] += sum;
      total[1] += cases;
    }
    return this;
  }

  /** Adds what another micro-batch told. */
  public void add(MetricMeans other) {
    other.sums.forEach((name, total) -> add(name, total[0], total[1]));
  }

  /** The means by name. */
  public Map<String, Double> means() {
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach((name, total) -> means.put(name, total[0] / total[1]));
    return means;
  }
}
