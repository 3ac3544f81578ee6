package io.deltatune.bench.compare;

import io.deltatune.bench.Answers;
import io.deltatune.bench.Arguments;
import io.deltatune.bench.Mains;
import io.deltatune.bench.MemoryPeak;
import io.deltatune.bench.ProcessMemory;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.engine.AvailableMemory;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.generate.Generator;
import io.deltatune.model.score.Scorer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Does one {@link Workload} in this process, as {@code reference/peer.py} does it in Python.
 *
 * <pre>Ours --workload FILE --model FOLDER --out FILE --mode mapped|copied
 *     [--precision fp32|bf16] [--threads N]</pre>
 */
public final class Ours {
  private static final int ROWS = 32;
  private static final Progress SILENT = ProgressReporter.SILENT.start("", "rows", -1);

  private final Workload work;
  private final Map<String, Double> figures = new LinkedHashMap<>();
  private int[][] tokens;
  private List<Outcome.Score> scores;

  private Ours(Workload work) {
    this.work = work;
  }

  public static void main(String[] arguments) {
    Mains.run(
        () -> {
          Arguments given =
              Arguments.of(arguments, "workload", "model", "out", "mode", "precision", "threads");
          new Ours(Workload.read(Path.of(given.required("workload")))).run(given);
        });
  }

  private void run(Arguments given) throws IOException {
    Precision precision =
        Precision.valueOf(given.value("precision").orElse("fp32").toUpperCase(Locale.ROOT));
    Residence weights = Residence.valueOf(given.required("mode").toUpperCase(Locale.ROOT));
    OpenOptions options = OpenOptions.onProcessor(precision, weights);
    Path model = Path.of(given.required("model"));
    EngineProcess.useThreads(given.number("threads", 2));
    long start = System.nanoTime();
    try (MemoryPeak watch = MemoryPeak.start()) {
      long opening;
      if (work.kind() == Workload.Kind.GENERATE) {
        try (Generator generator = Generator.open(model, Optional.empty(), options)) {
          opening = opened(start);
          generate(generator);
        }
      } else {
        try (Scorer scorer = Scorer.open(model, Optional.empty(), options)) {
          opening = opened(start);
          score(scorer);
        }
      }
      ProcessMemory most = watch.largest();
      long working = ProcessMemory.now().peak();
      Outcome.Memory memory =
          new Outcome.Memory(Math.max(opening, working), working, most.anonymous(), most.file());
      new Outcome(figures, tokens, scores, memory, "Java " + Runtime.version())
          .write(Path.of(given.required("out")));
    }
  }

  /** Notes the time of opening; returns the memory's peak until now, which begins anew. */
  private long opened(long start) {
    figures.put("open s", seconds(start));
    long peak = ProcessMemory.now().peak();
    AvailableMemory.beginPeakAnew();
    return peak;
  }

  private void generate(Generator generator) {
    int[][] warmUp = {Arrays.copyOf(work.prompts()[0], Math.min(16, work.prompts()[0].length))};
    Answers.of(generator, warmUp, 2, 1);
    double[] seconds = new double[work.repeat()];
    double[] first = new double[work.repeat()];
    for (int i = 0; i < work.repeat(); i++) {
      Answers answers = Answers.of(generator, work.prompts(), work.newTokens(), ROWS);
      seconds[i] = answers.seconds();
      first[i] = answers.firstSeconds();
      tokens = answers.tokens();
    }
    double middle = median(seconds);
    int rows = work.prompts().length;
    figures.put("tokens/s", rows * work.newTokens() / middle);
    if (work.decodeRate()) {
      figures.put("decode tokens/s", rows * (work.newTokens() - 1) / (middle - median(first)));
    }
  }

  private void score(Scorer scorer) {
    List<Scorer.Request> requests =
        work.requests().stream()
            .map(request -> new Scorer.Request(request.context(), request.continuation()))
            .toList();
    scorer.score(requests.subList(0, 1), SILENT);
    double[] seconds = new double[work.repeat()];
    for (int i = 0; i < work.repeat(); i++) {
      long start = System.nanoTime();
      scores =
          scorer.score(requests, SILENT).stream()
              .map(score -> new Outcome.Score(score.logLikelihood(), score.greedy()))
              .toList();
      seconds[i] = seconds(start);
    }
    figures.put("requests/s", work.requests().size() / median(seconds));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
