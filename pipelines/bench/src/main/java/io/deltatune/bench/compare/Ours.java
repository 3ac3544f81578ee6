package io.deltatune.bench.compare;

import io.deltatune.bench.Arguments;
import io.deltatune.bench.Mains;
import io.deltatune.bench.MemoryPeak;
import io.deltatune.bench.ProcessMemory;
import io.deltatune.bench.Subject;
import io.deltatune.model.engine.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Does one {@link Workload} in this process, as {@code reference/peer.py} does it in Python.
 *
 * <pre>Ours --workload FILE --model FOLDER --out FILE --mode mapped|copied
 *     [--precision fp32|bf16] [--threads N]</pre>
 */
public final class Ours {
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
    boolean mapped = given.required("mode").equals("mapped");
    int threads = given.number("threads", 2);
    long start = System.nanoTime();
    try (MemoryPeak watch = MemoryPeak.start();
        Subject subject =
            Subject.open(Path.of(given.required("model")), precision, mapped, threads)) {
      double opened = seconds(start);
      long whole = ProcessMemory.now().peak();
      ProcessMemory.resetPeak();
      switch (work.kind()) {
        case GENERATE -> generate(subject);
        case SCORE -> score(subject);
      }
      figures.put("open s", opened);
      ProcessMemory most = watch.largest();
      long working = ProcessMemory.now().peak();
      Outcome.Memory memory =
          new Outcome.Memory(Math.max(whole, working), working, most.anonymous(), most.file());
      new Outcome(figures, tokens, scores, memory, "Java " + Runtime.version())
          .write(Path.of(given.required("out")));
    }
  }

  private void generate(Subject subject) {
    int[][] warmUp = {Arrays.copyOf(work.prompts()[0], Math.min(16, work.prompts()[0].length))};
    subject.generate(warmUp, 2);
    double[] seconds = new double[work.repeat()];
    double[] first = new double[work.repeat()];
    for (int i = 0; i < work.repeat(); i++) {
      Subject.Answers answers = subject.generate(work.prompts(), work.newTokens());
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

  private void score(Subject subject) {
    subject.score(work.requests().subList(0, 1));
    double[] seconds = new double[work.repeat()];
    for (int i = 0; i < work.repeat(); i++) {
      long start = System.nanoTime();
      scores =
          subject.score(work.requests()).stream()
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
