package io.deltatune.jobs.work;

import java.nio.file.Path;
import java.util.List;

/** To come. */
public final class PipelineWork {
  private PipelineWork() {}

  public static void run(Workplace workplace, Path pipeline, List<String> overrides) {
    if (workplace != null) {
      throw new UnsupportedOperationException("not there yet");
    }
  }
}
