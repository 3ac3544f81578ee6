package io.deltatune.data.row;

import io.deltatune.core.statistics.LengthDistribution;
import io.deltatune.core.statistics.TokenStatistics.Part;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/** Lengths of the examples of a dataset, table and split; table {@code token_statistics}. */
public record TokenStatisticRow(
    String runId,
    String source,
    String tableName,
    String split,
    String part,
    String tokenizer,
    long rows,
    long tokens,
    double mean,
    int p50,
    int p90,
    int p95,
    int p99,
    int longest,
    @Nullable Integer maximum,
    @Nullable Long rowsOver,
    @Nullable Integer recommendedMaximum,
    List<LengthBucket> histogram,
    Instant countedAt) {
  /** Rows that a recommended maximum holds, in hundredths, and what it is a multiple of. */
  public static final int HELD = 99;

  public static final int MULTIPLE = 64;

  /**
   * Which rows are meant.
   *
   * @param table the table of the examples
   */
  public record Of(String source, String table, String split) {}

  /** The row of a distribution. */
  public static TokenStatisticRow of(
      String runId,
      Of of,
      Part part,
      LengthDistribution lengths,
      String tokenizer,
      OptionalInt maximum,
      Instant countedAt) {
    boolean limited = maximum.isPresent() && part == Part.WHOLE;
    return new TokenStatisticRow(
        runId,
        of.source(),
        of.table(),
        of.split(),
        part.label(),
        tokenizer,
        lengths.rows(),
        lengths.tokens(),
        lengths.mean(),
        lengths.percentile(50),
        lengths.percentile(90),
        lengths.percentile(95),
        lengths.percentile(99),
        lengths.maximum(),
        limited ? Integer.valueOf(maximum.getAsInt()) : null,
        limited ? Long.valueOf(lengths.longerThan(maximum.getAsInt())) : null,
        part == Part.WHOLE ? Integer.valueOf(lengths.recommendedMaximum(HELD, MULTIPLE)) : null,
        lengths.histogram().stream()
            .map(bucket -> new LengthBucket(bucket.above(), bucket.upTo(), bucket.rows()))
            .toList(),
        countedAt);
  }
}
