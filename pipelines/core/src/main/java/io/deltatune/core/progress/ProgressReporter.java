package io.deltatune.core.progress;

/** Where long work shows how far it is. */
public interface ProgressReporter {
  /**
   * @param label what is being done, for people
   * @param unit the unit of {@code total}: {@code rows}, {@code steps}
   * @param total the number of units, or -1 where it is unknown
   */
  Progress start(String label, String unit, long total);

  /** Shows nothing. */
  ProgressReporter SILENT =
      (label, unit, total) ->
          new Progress() {
            @Override
            public void advance(long units, long tokens) {}

            @Override
            public void note(String text) {}

            @Override
            public void close() {}
          };
}
