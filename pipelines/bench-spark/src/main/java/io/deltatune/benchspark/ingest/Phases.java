package io.deltatune.benchspark.ingest;

import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Notes when a job says what it does, so that each phase's time is known. */
final class Phases implements ProgressReporter {
  private static final String START = "start";

  /** A phase's name and when it began. */
  private record Begun(String phase, long nanoseconds) {}

  private final List<Begun> begun = new ArrayList<>();

  Phases() {
    begin(START);
  }

  /** Seconds of each phase in order, up to now; one that came twice counts together. */
  Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    List<Begun> all = new ArrayList<>(begun);
    all.add(new Begun("end", System.nanoTime()));
    for (int place = 0; place + 1 < all.size(); place++) {
      double took = (all.get(place + 1).nanoseconds() - all.get(place).nanoseconds()) / 1e9;
      seconds.merge(all.get(place).phase(), took, Double::sum);
    }
    return seconds;
  }

  private void begin(String phase) {
    begun.add(new Begun(phase, System.nanoTime()));
  }

  @Override
  public Progress start(String label, String unit, long total) {
    begin(label);
    return new Progress() {
      @Override
      public void advance(long units, long tokens) {}

      @Override
      public void note(String text) {
        begin(text);
      }

      @Override
      public void close() {}
    };
  }
}
