package io.deltatune.jobs.work;

import io.deltatune.core.recipe.PipelineRecipe.Job;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Jobs and their results in words. */
final class Verbs {
  private Verbs() {}

  /** The job as it stands on the command line. */
  static String word(Job job) {
    return job.name().toLowerCase(Locale.ROOT);
  }

  /** What a job left, and where its log lies. */
  static void print(Workplace workplace, Map<String, String> outputs) {
    new TreeMap<>(outputs)
        .forEach((name, value) -> workplace.console().line("  " + name + ": " + value));
    log(workplace);
  }

  /** Where the log lies, if there is one; under spark-submit the cluster keeps it. */
  static void log(Workplace workplace) {
    if (Files.exists(workplace.log().file())) {
      workplace.console().message("  log: " + workplace.log().file());
    }
  }
}
