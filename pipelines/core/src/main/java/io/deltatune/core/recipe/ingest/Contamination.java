package io.deltatune.core.recipe.ingest;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.InputPath;
import io.deltatune.core.config.Requirements;
import java.util.List;

/**
 * Which examples share text with the documents of benchmarks.
 *
 * @param action what is done with them
 * @param ngram words that must follow each other in both
 * @param benchmarks the documents
 */
public record Contamination(
    @Default("flag") Action action,
    @Default("13") int ngram,
    @Default("[]") List<Benchmark> benchmarks) {
  public Contamination {
    benchmarks = List.copyOf(benchmarks);
    new Requirements()
        .atLeast("ngram", ngram, 2)
        .distinct("benchmarks", benchmarks.stream().map(Benchmark::name).toList())
        .verify();
  }

  /** What is done with an example that touches a benchmark. */
  public enum Action {
    /** It is kept and told of. */
    FLAG,
    /** It goes to quarantine. */
    REMOVE
  }

  /**
   * The documents of a benchmark.
   *
   * @param path a file, a folder or a glob
   * @param fields the fields that hold text, or lists of texts
   */
  public record Benchmark(String name, InputPath path, List<String> fields) {
    public Benchmark {
      fields = List.copyOf(fields);
      new Requirements().name("name", name).notEmpty("fields", fields).verify();
    }
  }
}
