package io.deltatune.bench.device;

import io.deltatune.bench.Answers;
import io.deltatune.bench.MemoryPeak;
import io.deltatune.bench.RandomCheckpoint;
import io.deltatune.bench.Shape;
import io.deltatune.bench.compare.Workload;
import io.deltatune.bench.compare.Workloads;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.generate.Generator;
import io.deltatune.model.score.Scorer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Generation and scoring on the device, of shapes with random weights. */
final class ModelRates {
  private final Path model;
  private final String section;
  private final OpenOptions options;
  private final boolean small;
  private final Report report;

  private ModelRates(
      Path model, String section, OpenOptions options, boolean small, Report report) {
    this.model = model;
    this.section = section;
    this.options = options;
    this.small = small;
    this.report = report;
  }

  /**
   * Measures a shape.
   *
   * @param folder where its checkpoint is written
   * @param small less of everything: that it runs, not how fast
   */
  static void measure(
      Shape shape, Precision precision, String device, boolean small, Path folder, Report report)
      throws IOException {
    Path model = RandomCheckpoint.cached(shape, folder);
    collect();
    String section = shape.label() + " " + precision.name().toLowerCase(Locale.ROOT);
    OpenOptions options = new OpenOptions(Optional.of(precision), Optional.empty(), device);
    try (MemoryPeak host = MemoryPeak.start();
        DeviceMemory gpu = DeviceMemory.watch(device)) {
      ModelRates rates = new ModelRates(model, section, options, small, report);
      List<Workload> work = Workloads.all(shape.config().vocabularySize(), Optional.empty());
      rates.generation(work);
      rates.scoring(work);
      double mebi = 1 << 20;
      report.add(section, "own memory at most", host.largest().anonymous() / mebi, "MiB", "");
      report.add(section, "mapped files at most", host.largest().file() / mebi, "MiB", "");
      if (gpu.peak() > 0) {
        report.add(section, "device memory at most", gpu.peak() / mebi, "MiB", "all processes");
      }
    }
  }

  private void generation(List<Workload> work) {
    long start = System.nanoTime();
    try (Generator generator = Generator.open(model, Optional.empty(), options)) {
      report.add(section, "open", seconds(start), "s", "");
      int[][] single = find(work, Workloads.SINGLE).prompts();
      int[][] mixed = find(work, Workloads.MIXED).prompts();
      int tokens = small ? 4 : 64;
      if (small) {
        mixed = Arrays.stream(mixed).map(p -> Arrays.copyOf(p, 16)).limit(4).toArray(int[][]::new);
      }
      Answers.of(generator, single, 2, 1);
      Answers alone = Answers.of(generator, single, tokens, 1);
      double rest = alone.seconds() - alone.firstSeconds();
      report.add(section, "decode, batch 1", (tokens - 1) / rest, "tokens/s", "");
      Answers together = Answers.of(generator, mixed, tokens, 64);
      report.add(
          section,
          "mixed prompts",
          tokens * mixed.length / together.seconds(),
          "tokens/s",
          mixed.length + " prompts");
    }
  }

  private void scoring(List<Workload> work) {
    try (Scorer scorer = Scorer.open(model, Optional.empty(), options)) {
      for (String name : List.of(Workloads.MMLU, Workloads.HELLASWAG)) {
        List<Scorer.Request> requests =
            find(work, name).requests().stream()
                .map(request -> new Scorer.Request(request.context(), request.continuation()))
                .limit(small ? 8 : Long.MAX_VALUE)
                .toList();
        score(scorer, requests.subList(0, 4));
        long start = System.nanoTime();
        score(scorer, requests);
        report.add(section, name + "-shaped", requests.size() / seconds(start), "requests/s", "");
      }
    }
  }

  private static void score(Scorer scorer, List<Scorer.Request> requests) {
    scorer.score(requests, ProgressReporter.SILENT.start("", "requests", -1));
  }

  private static Workload find(List<Workload> work, String name) {
    return work.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  /** Frees the buffers of the checkpoint's writer, which only Java's collector does. */
  @SuppressWarnings("ExplicitGarbageCollection")
  private static void collect() {
    System.gc();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
