package io.deltatune.data.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.deltatune.data.settle.Settlement;
import io.deltatune.data.table.ExampleKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many rows and examples went which way. A row goes the best way of the examples that it has a
 * part in: kept, left out as a duplicate, refused.
 *
 * @param byFile rows read, by the file's place in the recipe
 * @param rows rows by their way
 * @param examplesNew new examples by the label of their kind
 * @param refused refused rows and examples, by reason
 * @param examples examples that rows gave and that no rule refused
 * @param decided examples that were decided on
 */
record Accounts(
    Map<Integer, Long> byFile,
    Map<Way, Long> rows,
    Map<String, Long> examplesNew,
    Map<String, Long> refused,
    long examples,
    long decided) {
  /** What becomes of a row, the better the later. */
  enum Way {
    REFUSED(0),
    DUPLICATE(1),
    KEPT_BEFORE(2),
    KEPT_NEW(3);

    private final int rank;

    Way(int rank) {
      this.rank = rank;
    }

    static Way ofRank(int rank) {
      return values()[rank];
    }
  }

  private static final String WAY = "way";
  private static final int NONE_OF_ITS_OWN = -1;

  /**
   * @param decided all candidates with what {@link Settlement} made of those that are examples
   */
  static Accounts of(Dataset<Row> decided) {
    Column alone =
        col("parts").equalTo(1).and(size(col("joined")).equalTo(0)).and(isJoined().equalTo(false));
    Dataset<Row> rows =
        decided
            .withColumn("alone", alone)
            .withColumn("first", col("part").equalTo(1))
            .withColumn(WAY, way());
    Map<Integer, Long> byFile = new TreeMap<>();
    Map<Way, Long> ways = new TreeMap<>();
    Map<String, Long> examplesNew = new TreeMap<>();
    Map<String, Long> refused = new TreeMap<>();
    long examples = 0;
    long fates = 0;
    boolean together = false;
    for (Row row :
        rows.groupBy("file_order", "first", "alone", WAY, "kind", Decisions.FATE, "final_reason")
            .agg(count(lit(1)).as("rows"))
            .collectAsList()) {
      long number = row.<Long>getAs("rows");
      boolean isExample = ExampleKind.labels().contains(row.<String>getAs("kind"));
      boolean isDecided = row.getAs(Decisions.FATE) != null;
      byFile.merge(
          row.<Integer>getAs("file_order"), row.<Boolean>getAs("first") ? number : 0, Long::sum);
      if (Settlement.NEW.equals(row.getAs(Decisions.FATE))) {
        examplesNew.merge(row.getAs("kind"), number, Long::sum);
      }
      if (row.getAs("final_reason") != null) {
        refused.merge(row.getAs("final_reason"), number, Long::sum);
      }
      if (row.<Boolean>getAs("alone")) {
        addWay(ways, row.<Integer>getAs(WAY), number);
      } else {
        together = true;
      }
      examples += isExample ? number : 0;
      fates += isExample && isDecided ? number : 0;
    }
    if (together) {
      waysOfShared(rows.filter(col("alone").equalTo(false)))
          .forEach(row -> addWay(ways, row.getInt(0), row.getLong(1)));
    }
    return new Accounts(byFile, ways, examplesNew, refused, examples, fates);
  }

  private static void addWay(Map<Way, Long> ways, int rank, long rows) {
    if (rank != NONE_OF_ITS_OWN) {
      ways.merge(Way.ofRank(rank), rows, Long::sum);
    }
  }

  /** The ways of rows that have several examples, or a part in those of others. */
  private static List<Row> waysOfShared(Dataset<Row> candidates) {
    return candidates
        .select(col("id"), col(WAY))
        .unionByName(candidates.select(explode(col("joined.id")).as("id"), col(WAY)))
        .groupBy("id")
        .agg(max(WAY).as(WAY))
        .groupBy(WAY)
        .agg(count(lit(1)))
        .collectAsList();
  }

  private static Column way() {
    Column fate = col(Decisions.FATE);
    return when(isJoined(), lit(NONE_OF_ITS_OWN))
        .when(fate.equalTo(Settlement.NEW), lit(Way.KEPT_NEW.rank))
        .when(fate.equalTo(Settlement.BEFORE), lit(Way.KEPT_BEFORE.rank))
        .when(fate.equalTo(Settlement.DUPLICATE), lit(Way.DUPLICATE.rank))
        .when(coalesce(col("final_reason"), fate).isNotNull(), lit(Way.REFUSED.rank))
        .otherwise(lit(NONE_OF_ITS_OWN));
  }

  private static Column isJoined() {
    return col("kind").equalTo(Candidate.JOINED);
  }

  long read() {
    return byFile.values().stream().mapToLong(Long::longValue).sum();
  }

  long rows(Way way) {
    return rows.getOrDefault(way, 0L);
  }

  long out() {
    return rows(Way.KEPT_NEW) + rows(Way.KEPT_BEFORE);
  }

  /** New examples of a kind. */
  long fresh(ExampleKind kind) {
    return examplesNew.getOrDefault(kind.label(), 0L);
  }

  long fresh() {
    return examplesNew.values().stream().mapToLong(Long::longValue).sum();
  }

  /** New examples by the name of their table. */
  Map<String, Long> freshByTable() {
    Map<String, Long> byTable = new TreeMap<>();
    for (ExampleKind kind : ExampleKind.values()) {
      if (fresh(kind) > 0) {
        byTable.put(kind.table().name(), fresh(kind));
      }
    }
    return byTable;
  }

  /**
   * @throws IllegalStateException unless every row went exactly one way, and every example too
   */
  void verify() {
    long sum = out() + rows(Way.REFUSED) + rows(Way.DUPLICATE);
    if (read() != sum) {
      throw new IllegalStateException(
          "the accounts do not add up: %d rows read, but %d accounted for: %s"
              .formatted(read(), sum, this));
    }
    if (examples != decided) {
      throw new IllegalStateException(
          "the accounts do not add up: %d examples, but %d decided on: %s"
              .formatted(examples, decided, this));
    }
  }
}
