package io.deltatune.benchspark.ingest;

import io.deltatune.bench.Arguments;
import io.deltatune.bench.Machine;
import io.deltatune.bench.Mains;
import io.deltatune.benchspark.ResultsFile;
import io.deltatune.benchspark.rows.GeneratedRow;
import io.deltatune.benchspark.rows.RowGenerator;
import io.deltatune.core.normalise.RowNormalizer;
import io.deltatune.core.normalise.RowResult;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * How many rows a second become examples, from their JSON in memory: parsing, choice of the shape,
 * normal form, content hash. The median of the rounds after two that warm the machine up.
 *
 * <pre>NormaliseRate [--rows 100000] [--threads 2] [--rounds 7] [--results FILE]</pre>
 */
public final class NormaliseRate {
  private static final int WARM_UP = 2;

  private NormaliseRate() {}

  public static void main(String[] arguments) {
    Mains.run(
        () -> {
          Arguments given = Arguments.of(arguments, "rows", "threads", "rounds", "results");
          int threads = given.number("threads", 2);
          List<String> rows = rows(given.number("rows", 100_000));
          Rate[] rates = rates(rows, threads, given.number("rounds", 7));
          report(given, rows, threads, rates);
        });
  }

  private static void report(Arguments given, List<String> rows, int threads, Rate[] rates)
      throws IOException {
    Rate median = rates[rates.length / 2];
    double characters = rows.stream().mapToLong(String::length).average().orElse(0);
    System.out.printf(
        Locale.ROOT,
        "%s, %d threads, %d rows of %.0f characters: %.0f rows/s (%.0f to %.0f), %.0f rows"
            + " a second of processor time, %s%n",
        Machine.description(),
        threads,
        rows.size(),
        characters,
        median.wall(),
        rates[0].wall(),
        rates[rates.length - 1].wall(),
        median.processor(),
        outcomes(rows));
    if (given.path("results").isPresent()) {
      new ResultsFile(given.path("results").get())
          .append(
              "normalise " + threads + " threads",
              new TreeMap<>(
                  Map.of("rows/s", median.wall(), "rows/processor s", median.processor())));
    }
  }

  private static List<String> rows(int count) {
    RowGenerator generator = new RowGenerator(42);
    return LongStream.range(0, count)
        .parallel()
        .mapToObj(generator::row)
        .map(GeneratedRow::text)
        .toList();
  }

  /**
   * A round.
   *
   * @param wall rows a second of all threads together
   * @param processor rows a second of processor time, which other work on the machine hardly moves
   */
  private record Rate(double wall, double processor) {}

  /** Each round, the slowest first. */
  private static Rate[] rates(List<String> rows, int threads, int rounds)
      throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Rate[] rates = new Rate[rounds];
      for (int round = -WARM_UP; round < rounds; round++) {
        long start = System.nanoTime();
        List<Callable<Long>> parts = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
          int from = (int) ((long) rows.size() * thread / threads);
          int to = (int) ((long) rows.size() * (thread + 1) / threads);
          parts.add(() -> normalised(rows.subList(from, to), from));
        }
        long processor = 0;
        for (Future<Long> part : pool.invokeAll(parts)) {
          processor += part.get();
        }
        if (round >= 0) {
          rates[round] =
              new Rate(
                  rows.size() / ((System.nanoTime() - start) / 1e9), rows.size() * 1e9 / processor);
        }
      }
      Arrays.sort(rates, Comparator.comparingDouble(Rate::wall));
      return rates;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      pool.shutdown();
    }
  }

  /** Normalises rows; returns the processor time of it in nanoseconds. */
  private static long normalised(List<String> rows, long first) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    RowNormalizer normalizer =
        new RowNormalizer("generated", RowNormalizer.AUTO, RowNormalizer.AUTO);
    long examples = 0;
    long line = first;
    for (String row : rows) {
      RowResult result = normalizer.normalise("rows.jsonl", ++line, row);
      examples += result instanceof RowResult.Examples made ? made.examples().size() : 0;
    }
    if (examples == 0) {
      throw new IllegalStateException("no row became an example");
    }
    return threads.getCurrentThreadCpuTime() - start;
  }

  private static Map<String, Integer> outcomes(List<String> rows) {
    RowNormalizer normalizer =
        new RowNormalizer("generated", RowNormalizer.AUTO, RowNormalizer.AUTO);
    Map<String, Integer> outcomes = new TreeMap<>();
    for (String row : rows) {
      RowResult result = normalizer.normalise("rows.jsonl", 1, row);
      outcomes.merge(
          result instanceof RowResult.Refused refused ? refused.reason().name() : "examples",
          1,
          Integer::sum);
    }
    return outcomes;
  }
}
