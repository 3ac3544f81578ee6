package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import io.deltatune.data.table.StagedRows;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * The connected components of a graph, by the large-star and small-star operations in turn (Kiveris
 * et al. 2014, Connected Components in MapReduce and Beyond), whose rounds grow with the logarithm
 * of the nodes. Nothing but edges is moved, and nothing is collected.
 */
final class Components {
  private final StagedRows staging;
  private final String name;

  /**
   * @param name of the intermediate results
   */
  Components(StagedRows staging, String name) {
    this.staging = staging;
    this.name = name;
  }

  /**
   * The nodes that have an edge, each once, with the least node of their component.
   *
   * @param edges columns {@code u} and {@code v} of numbers, in any direction
   * @return columns {@code member} and {@code component}
   */
  Dataset<Row> of(Dataset<Row> edges) {
    Dataset<Row> stars =
        staging.keep(
            name + "-0",
            edges
                .filter(col("u").notEqual(col("v")))
                .select(
                    expr("greatest(u, v)").as("a"), //
                    least(col("u"), col("v")).as("b"))
                .distinct());
    String before = fingerprint(stars);
    for (int round = 1; ; round++) {
      stars = staging.keep(name + "-" + round, smallStars(largeStars(stars)));
      String after = fingerprint(stars);
      if (after.equals(before)) {
        return stars
            .select(col("a").as("member"), col("b").as("component"))
            .union(stars.select(col("b"), col("b")).distinct());
      }
      before = after;
    }
  }

  /** Every larger neighbour of a node is tied to the least one of its neighbourhood. */
  private static Dataset<Row> largeStars(Dataset<Row> edges) {
    return edges
        .union(edges.select(col("b"), col("a")))
        .withColumn("m", least(col("a"), min("b").over(Window.partitionBy("a"))))
        .filter(col("b").gt(col("a")))
        .select(col("b").as("a"), col("m").as("b"))
        .distinct();
  }

  /** A node and its smaller neighbours are tied to the least of them. */
  private static Dataset<Row> smallStars(Dataset<Row> edges) {
    Dataset<Row> least = edges.withColumn("m", min("b").over(Window.partitionBy("a")));
    return least
        .select(col("a"), col("m").as("b"))
        .union(least.filter(col("b").gt(col("m"))).select(col("b"), col("m")))
        .distinct();
  }

  private static String fingerprint(Dataset<Row> edges) {
    return edges
        .agg(count(lit(1)), expr("bit_xor(xxhash64(a, b))"), expr("bit_xor(hash(b, a))"))
        .first()
        .toString();
  }
}
