package io.deltatune.jobs.pipeline;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Remembers finished stages. */
public interface StageLog {
  /** The stage of a pipeline that was finished last. */
  Optional<Entry> latest(String pipeline, String stage);

  /** A stage is finished. */
  void finished(String pipeline, String stage, Entry entry);

  /**
   * A finished stage.
   *
   * @param fingerprint over all that its result depends on
   * @param outputs what it left
   */
  record Entry(String fingerprint, Map<String, String> outputs, Instant finishedAt) {
    public Entry {
      outputs = Map.copyOf(outputs);
    }
  }
}
