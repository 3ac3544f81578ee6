package io.deltatune.data.settle;

import io.deltatune.core.contamination.BenchmarkIndex;
import io.deltatune.core.contamination.BenchmarkIndexBuilder;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.ingest.Contamination;
import io.deltatune.core.recipe.ingest.Contamination.Benchmark;
import io.deltatune.core.recipe.ingest.Source;
import io.deltatune.data.source.DriverFiles;
import io.deltatune.data.source.SourceFile;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Reads the benchmarks of a recipe into an index, on the driver. */
public final class Benchmarks {
  private final DriverFiles files;

  private Benchmarks(Configuration configuration) {
    this.files = new DriverFiles(configuration);
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
    for (SourceFile file : find(benchmark)) {
      BenchmarkFile documents = new BenchmarkFile(benchmark, file);
      files.read(file, row -> documents.add(row, builder));
      documents.requireFields();
    }
  }

  private List<SourceFile> find(Benchmark benchmark) {
    try {
      return files.find(Source.of(benchmark.name(), benchmark.path()));
    } catch (UserError told) {
      throw new UserError(
          told.code(),
          "the benchmark '" + benchmark.name() + "' has no file that can be read",
          told.reason(),
          "correct the benchmark's path in the recipe",
          told);
    }
  }
}
