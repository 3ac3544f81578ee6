package io.deltatune.core.metric;

/** The version field of signatures. */
final class ScoreVersion {
  /**
   * This implementation of the metrics. It changes when a score can change; the tests compare it
   * with sacreBLEU 2.6.0 and rouge-score 0.1.2.
   */
  static final String VERSION = "deltatune-1";

  private ScoreVersion() {}

  /** The field for the number of references. */
  static String references(int references) {
    return "nrefs:" + (references == Metric.VARIABLE_REFERENCES ? "var" : references);
  }
}
