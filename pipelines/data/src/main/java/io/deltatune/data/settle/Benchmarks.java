package io.deltatune.data.settle;

import io.deltatune.core.contamination.BenchmarkDocument;
import io.deltatune.core.contamination.BenchmarkIndex;
import io.deltatune.core.contamination.BenchmarkIndexBuilder;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.ingest.Contamination;
import io.deltatune.core.recipe.ingest.Contamination.Benchmark;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads the benchmarks of a recipe into an index, on the driver. */
public final class Benchmarks {
  private final Configuration configuration;

  private Benchmarks(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * The index of all documents.
   *
   * @throws UserError if a file is absent or cannot be read, a field is in none of its rows, or
   *     there is more text than memory should hold
   */
  public static BenchmarkIndex index(Contamination rules, Configuration configuration) {
    BenchmarkIndexBuilder builder = new BenchmarkIndexBuilder(rules.ngram());
    Benchmarks benchmarks = new Benchmarks(configuration);
    rules.benchmarks().forEach(benchmark -> benchmarks.add(benchmark, builder));
    return builder.build();
  }

  private void add(Benchmark benchmark, BenchmarkIndexBuilder builder) {
    for (Path file : files(benchmark)) {
      Set<String> missing = new HashSet<>(benchmark.fields());
      Set<String> present = new TreeSet<>();
      try (BenchmarkRows rows = BenchmarkRows.open(file, configuration)) {
        while (rows.hasNext()) {
          BenchmarkRows.Document row = rows.next();
          for (String field : benchmark.fields()) {
            String text = row.text(field);
            if (!text.isEmpty()) {
              missing.remove(field);
              builder.add(
                  new BenchmarkDocument(benchmark.name(), file.toString(), row.line(), field),
                  text);
            }
          }
          if (!missing.isEmpty()) {
            row.fields().forEachRemaining(present::add);
          }
        }
      } catch (IOException | RuntimeException failure) {
        throw failure instanceof UserError known ? known : unreadable(benchmark, file, failure);
      }
      requireFields(benchmark, file, missing, present);
    }
  }

  private static void requireFields(
      Benchmark benchmark, Path file, Set<String> missing, Set<String> present) {
    if (!missing.isEmpty()) {
      throw new UserError(
          ErrorCode.CONFIG,
          "no row of " + file + " has a text in the field '" + missing.iterator().next() + "'",
          "the rows of the benchmark '" + benchmark.name() + "' have " + String.join(", ", present),
          "correct the benchmark's fields in the recipe");
    }
  }

  private static UserError unreadable(Benchmark benchmark, Path file, Exception failure) {
    return new UserError(
        ErrorCode.MALFORMED_FILE,
        "the benchmark '" + benchmark.name() + "' cannot be read from " + file,
        String.valueOf(failure.getMessage()).lines().findFirst().orElse(""),
        "give a file of JSON lines, a JSON array of objects, or CSV with a header");
  }

  private List<Path> files(Benchmark benchmark) {
    Path path = new Path(benchmark.path().resolved());
    try {
      FileSystem fileSystem = path.getFileSystem(configuration);
      FileStatus[] found = fileSystem.globStatus(path);
      List<Path> files = new ArrayList<>();
      for (FileStatus status : found == null ? new FileStatus[0] : found) {
        FileStatus[] inside =
            status.isDirectory()
                ? fileSystem.listStatus(status.getPath())
                : new FileStatus[] {status};
        Arrays.stream(inside)
            .filter(FileStatus::isFile)
            .map(FileStatus::getPath)
            .filter(file -> !file.getName().startsWith("_") && !file.getName().startsWith("."))
            .forEach(files::add);
      }
      if (files.isEmpty()) {
        throw new FileNotFoundException("there is no file");
      }
      files.sort(Comparator.naturalOrder());
      return files;
    } catch (IOException failure) {
      throw new UserError(
          ErrorCode.MISSING_FILE,
          "the benchmark '" + benchmark.name() + "' has no file",
          path + ": " + failure.getMessage(),
          "correct the benchmark's path in the recipe");
    }
  }
}
