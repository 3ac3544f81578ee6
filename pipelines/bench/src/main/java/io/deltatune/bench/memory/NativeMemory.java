package io.deltatune.bench.memory;

import io.deltatune.bench.Answers;
import io.deltatune.bench.Arguments;
import io.deltatune.bench.Mains;
import io.deltatune.bench.ProcessMemory;
import io.deltatune.bench.TextTable;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.generate.Generator;
import io.deltatune.model.score.Scorer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * Whether memory stays flat: prints the process's own memory after a tenth of the calls and after
 * all, which are generations and scorings of mixed lengths, then openings and closings of a model.
 * Status 1 where it grows by more than 2 % or 20 MB.
 *
 * <pre>NativeMemory --model FOLDER [--calls 1000] [--opens 100] [--threads 1]
 *     [--mode mapped|copied]</pre>
 *
 * To be run with {@code -Xms256m -Xmx256m -XX:+AlwaysPreTouch}, so that Java's heap does not grow.
 */
public final class NativeMemory {
  private static final double SHARE = 0.02;
  private static final long BYTES = 20_000_000;
  private static final int BOS = 2;

  private final Path model;
  private final OpenOptions options;
  private final TextTable table = TextTable.of("calls", "after 10 %", "after all", "growth", "");
  private boolean flat = true;

  private NativeMemory(Path model, OpenOptions options) {
    this.model = model;
    this.options = options;
  }

  @SuppressWarnings("SystemExitOutsideMain") // inside of main's body
  public static void main(String[] arguments) {
    Mains.run(
        () -> {
          Arguments given = Arguments.of(arguments, "model", "calls", "opens", "threads", "mode");
          EngineProcess.useThreads(given.number("threads", 1));
          Residence weights =
              Residence.valueOf(given.value("mode").orElse("mapped").toUpperCase(Locale.ROOT));
          OpenOptions options = OpenOptions.onProcessor(Precision.FP32, weights);
          boolean flat =
              new NativeMemory(Path.of(given.required("model")), options)
                  .run(given.number("calls", 1000), given.number("opens", 100));
          if (!flat) {
            System.exit(1);
          }
        });
  }

  /**
   * Does all of it and prints.
   *
   * @return whether the memory stayed flat
   */
  private boolean run(int calls, int opens) {
    try (Generator generator = Generator.open(model, Optional.empty(), options)) {
      Mixture mixture = new Mixture(generator.config().vocabularySize());
      watch(
          calls + " generations",
          calls,
          call -> Answers.of(generator, mixture.prompts(call), 4 + call % 13, 8));
    }
    try (Scorer scorer = Scorer.open(model, Optional.empty(), options)) {
      Mixture mixture = new Mixture(vocabulary());
      watch(
          calls + " scorings",
          calls,
          call ->
              scorer.score(
                  mixture.requests(call), ProgressReporter.SILENT.start("", "requests", -1)));
    }
    watch(
        opens + " openings",
        opens,
        call -> {
          try (Generator opened = Generator.open(model, Optional.empty(), options)) {
            Answers.of(opened, new int[][] {{BOS, 300, 301}}, 1, 1);
          }
        });
    System.out.print(table);
    return flat;
  }

  private int vocabulary() {
    try (Gemma3Model opened = Gemma3Model.open(model, options)) {
      return opened.config().vocabularySize();
    }
  }

  private void watch(String name, int calls, IntConsumer work) {
    int tenth = Math.max(1, calls / 10);
    List<Long> curve = new ArrayList<>();
    for (int call = 0; call < calls; call++) {
      work.accept(call);
      if ((call + 1) % tenth == 0) {
        curve.add(anonymous());
      }
    }
    System.out.println(
        name
            + ", own memory at each tenth: "
            + curve.stream().map(ProcessMemory::mebibytes).collect(Collectors.joining(", ")));
    long early = curve.get(0);
    long late = curve.get(curve.size() - 1);
    long growth = late - early;
    boolean fine = growth <= Math.min(SHARE * early, BYTES);
    flat &= fine;
    table.row(
        name,
        ProcessMemory.mebibytes(early),
        ProcessMemory.mebibytes(late),
        String.format(Locale.ROOT, "%.1f MB, %.1f %%", growth / 1e6, 100.0 * growth / early),
        fine ? "flat" : "GROWS");
  }

  @SuppressWarnings("ExplicitGarbageCollection") // buffers that only Java's collector frees
  private static long anonymous() {
    System.gc();
    return ProcessMemory.now().anonymous();
  }

  /** Random work; the same for the same call. */
  private record Mixture(int vocabulary) {
    int[][] prompts(int call) {
      Random random = new Random(call);
      int[][] prompts = new int[1 + random.nextInt(6)][];
      for (int i = 0; i < prompts.length; i++) {
        prompts[i] = tokens(random, 1 + random.nextInt(96));
      }
      return prompts;
    }

    List<Scorer.Request> requests(int call) {
      Random random = new Random(call);
      List<Scorer.Request> requests = new ArrayList<>();
      int contexts = 1 + random.nextInt(4);
      for (int i = 0; i < contexts; i++) {
        int[] context = tokens(random, 1 + random.nextInt(96));
        for (int choice = 0; choice < 4; choice++) {
          requests.add(new Scorer.Request(context, tokens(random, 1 + random.nextInt(24))));
        }
      }
      return requests;
    }

    private int[] tokens(Random random, int length) {
      int[] tokens = random.ints(length, BOS + 1, vocabulary).toArray();
      tokens[0] = BOS;
      return tokens;
    }
  }
}
