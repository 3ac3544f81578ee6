package io.deltatune.data.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many rows went which way.
 *
 * @param byFile rows read, by the file's place in the recipe
 * @param fates rows that became examples or pairs, by kind and fate: {@code example/new}
 * @param quarantined refused rows by reason
 * @param underAnotherSeed kept rows whose group was first split under another seed, which holds
 */
record Accounts(
    Map<Integer, Long> byFile,
    Map<String, Long> fates,
    Map<String, Long> quarantined,
    long underAnotherSeed) {
  /**
   * Counts outcomes, and apart from them what {@link Settlement} made of the accepted ones.
   *
   * @param seed of the recipe's split
   */
  static Accounts of(Dataset<Row> outcomes, Dataset<Row> settled, long seed) {
    Map<Integer, Long> byFile = new TreeMap<>();
    Map<String, Long> quarantined = new TreeMap<>();
    for (Row row :
        outcomes.groupBy("file_order", "reason").agg(count(lit(1)).as("rows")).collectAsList()) {
      byFile.merge(row.getInt(0), row.getLong(2), Long::sum);
      if (!row.isNullAt(1)) {
        quarantined.merge(row.getString(1), row.getLong(2), Long::sum);
      }
    }
    Map<String, Long> fates = new TreeMap<>();
    long underAnotherSeed = 0;
    Column ofAnotherSeed = col("assigned_seed").notEqual(seed);
    for (Row row :
        settled
            .groupBy(col("kind"), col(Settlement.FATE))
            .agg(count(lit(1)).as("rows"), count(when(ofAnotherSeed, lit(1))).as("other_seed"))
            .collectAsList()) {
      fates.put(row.getString(0) + "/" + row.getString(1), row.getLong(2));
      underAnotherSeed += row.getString(1).equals(Settlement.DUPLICATE) ? 0 : row.getLong(3);
    }
    return new Accounts(byFile, fates, quarantined, underAnotherSeed);
  }

  long read() {
    return sum(byFile);
  }

  long refused() {
    return sum(quarantined);
  }

  /** Rows of a fate, of both kinds. */
  long fate(String fate) {
    return fate(Outcome.EXAMPLE, fate) + fate(Outcome.PAIR, fate);
  }

  /** Rows of a kind and fate. */
  long fate(String kind, String fate) {
    return fates.getOrDefault(kind + "/" + fate, 0L);
  }

  long out() {
    return fate(Settlement.KEPT_NEW) + fate(Settlement.KEPT_BEFORE);
  }

  /**
   * @throws IllegalStateException unless every row went exactly one way
   */
  void verify() {
    long sum = out() + refused() + fate(Settlement.DUPLICATE);
    if (read() != sum) {
      throw new IllegalStateException(
          "the accounts do not add up: "
              + read()
              + " rows read, but "
              + sum
              + " accounted for: "
              + this);
    }
  }

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
