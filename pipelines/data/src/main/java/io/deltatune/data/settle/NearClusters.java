package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.deltatune.core.recipe.ingest.Duplicates.Near;
import io.deltatune.data.table.StagedRows;
import io.deltatune.data.table.Warehouse;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The third step: of the rows that are alike, directly or through others (a cluster), one is kept:
 * one that a table holds already, else the first in the recipe's order. Only rows of one kind leave
 * each other out, and none that it contradicts.
 */
final class NearClusters {
  private final Warehouse warehouse;
  private final Near near;
  private final StagedRows staging;
  private final Dataset<Row> alike;

  /**
   * @param alike what {@link NearPairs} found
   */
  NearClusters(Warehouse warehouse, Near near, StagedRows staging, Dataset<Row> alike) {
    this.warehouse = warehouse;
    this.near = near;
    this.staging = staging;
    this.alike = alike;
  }

  /**
   * The rows of this run that are left out: {@code node}, {@code near_kind}, {@code similarity},
   * and the kept row: {@code kept_node}, {@code near_source}, {@code near_file}, {@code near_line},
   * {@code near_id}.
   *
   * @param staged the rows of this run
   * @param exact what {@link ExactMatches} made of them
   */
  Dataset<Row> removed(Dataset<Row> staged, Dataset<Row> exact) {
    Dataset<Row> present = staging.keep("present", present(staged, exact));
    Column leavesOut = near == Near.REMOVE ? not(col("opposed")) : col("same");
    Dataset<Row> pairs = between(present).filter(leavesOut);
    Dataset<Row> clusters =
        new Components(staging, "clusters")
            .of(pairs)
            .join(present, col("member").equalTo(col("node")));
    Dataset<Row> kept =
        clusters
            .groupBy(col("component").as("cluster"))
            .agg(
                min(struct(
                        col("from_run"),
                        col("file_order"),
                        col("line"),
                        col("part"),
                        col("node"),
                        col("source"),
                        col("file"),
                        col("example_id")))
                    .as("kept"));
    Dataset<Row> out =
        clusters
            .join(kept, col("component").equalTo(col("cluster")))
            .filter(col("from_run").and(col("node").notEqual(col("kept.node"))))
            .select(
                col("node"),
                col("kept.node").as("kept_node"),
                col("kept.source").as("near_source"),
                col("kept.file").as("near_file"),
                col("kept.line").as("near_line"),
                col("kept.example_id").as("near_id"));
    return staging.keep(
        "removed", withSimilarity(near == Near.REMOVE ? withoutOpposed(out) : out, pairs));
  }

  /** A third row may link two that contradict each other. */
  private Dataset<Row> withoutOpposed(Dataset<Row> out) {
    Dataset<Row> opposed = alike.filter(col("opposed"));
    Dataset<Row> both =
        opposed
            .select(col("u").as("one"), col("v").as("other"))
            .union(opposed.select(col("v"), col("u")));
    return out.join(
        both,
        col("node").equalTo(col("one")).and(col("kept_node").equalTo(col("other"))),
        "left_anti");
  }

  /** With the similarity to the kept row; without one, the highest to a row of the cluster. */
  private static Dataset<Row> withSimilarity(Dataset<Row> out, Dataset<Row> pairs) {
    Dataset<Row> both =
        pairs
            .select(col("u").as("one"), col("v").as("other"), col("same"), col("similarity"))
            .union(pairs.select(col("v"), col("u"), col("same"), col("similarity")));
    Dataset<Row> best =
        out.join(both, col("node").equalTo(col("one")))
            .groupBy(col("node").as("of"))
            .agg(
                max(struct(
                        col("other").equalTo(col("kept_node")).as("direct"),
                        col("same"),
                        col("similarity")))
                    .as("best"));
    return out.join(best, col("node").equalTo(col("of")))
        .withColumn(
            "near_kind", when(col("best.same"), Settlement.NORMALISED).otherwise(Settlement.ALIKE))
        .withColumn("similarity", col("best.similarity"))
        .drop("of", "best");
  }

  /** The pairs of which both rows are there, with their {@code u}, {@code v} of one kind. */
  private Dataset<Row> between(Dataset<Row> present) {
    Dataset<Row> one = present.select(col("node").as("u"), col("kind").as("kind_u"));
    Dataset<Row> other = present.select(col("node").as("v"), col("kind").as("kind_v"));
    return alike
        .join(one, "u")
        .join(other, "v")
        .filter(col("kind_u").equalTo(col("kind_v")))
        .select("u", "v", "similarity", "same", "opposed");
  }

  /** Rows that may be in a pair, of this run (where new) and of the tables, each with its place. */
  private Dataset<Row> present(Dataset<Row> staged, Dataset<Row> exact) {
    Dataset<Row> nodes = alike.select(col("u").as("node")).union(alike.select(col("v")));
    LongFilter filter = LongFilter.of(nodes, "node");
    Dataset<Row> fresh =
        exact
            .filter(col("fate").equalTo(Settlement.NEW).and(filter.mayHold(col("node"))))
            .select("key");
    Dataset<Row> ofRun =
        staged
            .withColumn("node", xxhash64(col("example_id")))
            .filter(filter.mayHold(col("node")))
            .join(fresh, "key")
            .select(columns(lit(true), col("file_order"), col("line"), col("part")));
    return KnownExamples.of(warehouse)
        .map(known -> known.filter(filter.mayHold(col("node"))))
        .map(known -> known.select(columns(lit(false), lit(0), col("line"), lit(0))))
        .map(ofRun::unionByName)
        .orElse(ofRun);
  }

  private static Column[] columns(Column fromRun, Column order, Column line, Column part) {
    return new Column[] {
      col("node"),
      col("kind"),
      col("source"),
      col("file"),
      col("example_id"),
      fromRun.as("from_run"),
      order.as("file_order"),
      line.as("line"),
      part.as("part")
    };
  }
}
