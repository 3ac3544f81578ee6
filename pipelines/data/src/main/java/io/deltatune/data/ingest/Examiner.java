package io.deltatune.data.ingest;

import io.deltatune.core.contamination.BenchmarkIndex;
import io.deltatune.core.contamination.Overlap;
import io.deltatune.core.example.Example;
import io.deltatune.core.quality.Judge;
import io.deltatune.core.quality.Verdict;
import io.deltatune.core.recipe.ingest.Contamination.Action;
import io.deltatune.core.similarity.Signer;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/**
 * What is found out about an example on an executor, before it is compared with others.
 *
 * @param judge the rules of quality
 * @param signer makes the signatures by which near duplicates are found
 * @param benchmarks the texts that examples shall not share
 * @param contaminated what is done with those that do
 * @param seal of texts that are staged before they are judged
 * @param refusals counts the examples that are refused, one perhaps more than once
 */
record Examiner(
    Judge judge,
    Signer signer,
    Broadcast<BenchmarkIndex> benchmarks,
    Action contaminated,
    Seal seal,
    LongAccumulator refusals)
    implements Serializable {
  /** The reason of an example that is left out because it touches a benchmark. */
  static final String CONTAMINATED = "contaminated";

  /**
   * What was found.
   *
   * @param verdict of the rules, with the example as they leave it
   * @param overlaps with benchmarks; none of a refused example
   * @param bands none of a refused example
   */
  record Findings(Verdict verdict, List<Overlap> overlaps, List<Long> bands) {}

  Findings examine(Example example) {
    Verdict verdict = judge.judge(example);
    if (verdict.refusal().isPresent()) {
      refusals.add(1);
      return new Findings(verdict, List.of(), List.of());
    }
    List<Overlap> overlaps = benchmarks.value().overlaps(verdict.example());
    if (refuses(overlaps)) {
      refusals.add(1);
    }
    List<Long> bands = Arrays.stream(signer.bands(verdict.example())).boxed().toList();
    return new Findings(verdict, overlaps, bands);
  }

  /** Whether an example that shares these texts is refused. */
  boolean refuses(List<Overlap> overlaps) {
    return contaminated == Action.REMOVE && !overlaps.isEmpty();
  }
}
