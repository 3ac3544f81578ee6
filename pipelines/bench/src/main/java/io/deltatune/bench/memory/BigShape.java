package io.deltatune.bench.memory;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.bench.Answers;
import io.deltatune.bench.Arguments;
import io.deltatune.bench.Mains;
import io.deltatune.bench.MemoryPeak;
import io.deltatune.bench.ProcessMemory;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.generate.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Opens a checkpoint and generates some tokens; prints the times and the memory.
 *
 * <pre>BigShape --model FOLDER [--tokens 1] [--mode mapped|copied] [--precision fp32|bf16]
 *     [--threads 2] [--out FILE.json]</pre>
 */
public final class BigShape {
  private BigShape() {}

  /**
   * What was measured; times in seconds, memory in bytes.
   *
   * @param opening from nothing to a generator, the native libraries loaded before
   * @param openingProcessor the processor time of that, whatever else the machine does
   * @param generating of all tokens
   * @param anonymousOpen own memory after opening
   * @param anonymousPeak the most own memory
   * @param filePeak the most pages of mapped files, the weights' and the libraries'
   * @param peak the most of both together
   * @param weights the size of the checkpoint's files
   */
  public record Figures(
      double opening,
      double openingProcessor,
      double generating,
      long anonymousOpen,
      long anonymousPeak,
      long filePeak,
      long peak,
      long weights) {}

  public static void main(String[] arguments) {
    Mains.run(
        () -> {
          Arguments given =
              Arguments.of(arguments, "model", "tokens", "mode", "precision", "threads", "out");
          Residence weights =
              Residence.valueOf(given.value("mode").orElse("mapped").toUpperCase(Locale.ROOT));
          Precision precision =
              Precision.valueOf(given.value("precision").orElse("fp32").toUpperCase(Locale.ROOT));
          int tokens = given.number("tokens", 1);
          EngineProcess.useThreads(given.number("threads", 2));
          Figures figures =
              measure(
                  Path.of(given.required("model")),
                  OpenOptions.onProcessor(precision, weights),
                  tokens);
          print(figures, tokens);
          if (given.path("out").isPresent()) {
            new ObjectMapper().writeValue(given.path("out").get().toFile(), figures);
          }
        });
  }

  /** Measures in this process, which should have done nothing else before. */
  public static Figures measure(Path model, OpenOptions options, int tokens) throws IOException {
    EngineProcess.threads(); // loads the libraries
    try (MemoryPeak watch = MemoryPeak.start()) {
      double before = processorSeconds();
      long start = System.nanoTime();
      try (Generator generator = Generator.open(model, Optional.empty(), options)) {
        double opening = (System.nanoTime() - start) / 1e9;
        double openingProcessor = processorSeconds() - before;
        long opened = ProcessMemory.now().anonymous();
        int[][] prompt = {{2, 1000, 2000, 3000, 4000, 5000, 6000, 7000}};
        Answers answers = Answers.of(generator, prompt, tokens, 1);
        ProcessMemory most = watch.largest();
        return new Figures(
            opening,
            openingProcessor,
            answers.seconds(),
            opened,
            most.anonymous(),
            most.file(),
            most.peak(),
            bytes(model));
      }
    }
  }

  private static double processorSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  private static void print(Figures figures, int tokens) {
    System.out.printf(
        Locale.ROOT,
        "opened in %.2f s (processor %.2f s), %d token(s) after a prompt of 8 in %.2f s%n"
            + "own memory %s after opening, %s at most; mapped files %s at most, weights %s%n"
            + "peak of all %s; beyond the weights %s%n",
        figures.opening(),
        figures.openingProcessor(),
        tokens,
        figures.generating(),
        ProcessMemory.mebibytes(figures.anonymousOpen()),
        ProcessMemory.mebibytes(figures.anonymousPeak()),
        ProcessMemory.mebibytes(figures.filePeak()),
        ProcessMemory.mebibytes(figures.weights()),
        ProcessMemory.mebibytes(figures.peak()),
        ProcessMemory.mebibytes(figures.peak() - figures.weights()));
  }

  private static long bytes(Path model) throws IOException {
    try (Stream<Path> files = Files.list(model)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".safetensors"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }
}
