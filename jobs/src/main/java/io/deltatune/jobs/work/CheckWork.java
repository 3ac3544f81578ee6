package io.deltatune.jobs.work;

import java.nio.file.Path;
import java.util.List;

/** To come. */
public final class CheckWork {
  private CheckWork() {}

  public static void run(Workplace workplace, Path recipe, List<String> overrides) {
    if (workplace != null) {
      throw new UnsupportedOperationException("not there yet");
    }
  }
}
