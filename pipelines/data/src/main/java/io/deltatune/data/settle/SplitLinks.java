package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.deltatune.data.table.StagedRows;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which units of a run go to one split, and what split is due to them. A unit is a new group, or a
 * new row of a group that has a split; a split that is due (a label) comes from what the register
 * holds, and is not passed on through it: two new rows of an old group do not depend on each other.
 */
final class SplitLinks {
  private final StagedRows staging;
  private final SplitRegister register;

  SplitLinks(StagedRows staging, SplitRegister register) {
    this.staging = staging;
    this.register = register;
  }

  /**
   * The units that are linked with others or with the register: {@code of_unit}, {@code linked}
   * (the same number for all that go together), and the {@code least} and {@code greatest} label
   * that is due to them, null where none is.
   *
   * @param kept rows of the run
   * @param dropped rows that were left out: {@code kept_node}, {@code g}, {@code unit}, {@code
   *     label}
   * @param alike pairs {@code u}, {@code v} of nodes
   */
  Dataset<Row> of(Dataset<Row> kept, Dataset<Row> dropped, Dataset<Row> alike) {
    if (dropped.isEmpty() && alike.isEmpty()) {
      return none();
    }
    Dataset<Row> links = staging.keep("links", links(kept, dropped, alike));
    if (links.isEmpty()) {
      return none();
    }
    Dataset<Row> units =
        links
            .select(col("unit_1").as("of_unit"))
            .union(links.select("unit_2"))
            .filter(col("of_unit").isNotNull())
            .distinct();
    Dataset<Row> joined =
        new Components(staging, "groups")
            .of(
                links
                    .filter(col("unit_1").isNotNull().and(col("unit_2").isNotNull()))
                    .select(col("unit_1").as("u"), col("unit_2").as("v")));
    Dataset<Row> components =
        units
            .join(joined, col("of_unit").equalTo(col("member")), "left_outer")
            .select(col("of_unit"), coalesce(col("component"), col("of_unit")).as("linked"));
    Dataset<Row> due =
        labels(links)
            .join(components, col("labelled").equalTo(col("of_unit")))
            .groupBy(col("linked").as("due_to"))
            .agg(min("label").as("least"), max("label").as("greatest"));
    return staging.keep(
        "linked-units",
        components.join(due, col("linked").equalTo(col("due_to")), "left_outer").drop("due_to"));
  }

  private Dataset<Row> none() {
    return register
        .entries()
        .limit(0)
        .select(
            col("entry").as("of_unit"),
            col("entry").as("linked"),
            col("entry_label").as("least"),
            col("entry_label").as("greatest"));
  }

  /** Pairs of units or labels: {@code unit_1}, {@code label_1}, {@code unit_2}, {@code label_2}. */
  private Dataset<Row> links(Dataset<Row> kept, Dataset<Row> dropped, Dataset<Row> alike) {
    Dataset<Row> nodes =
        dropped.select("kept_node").union(alike.select("u")).union(alike.select("v"));
    Dataset<Row> ends = ends(kept, LongFilter.of(nodes, "kept_node"));
    Dataset<Row> one = ends("1", ends);
    Dataset<Row> other = ends("2", ends);
    Dataset<Row> ofPairs =
        alike
            .join(one, col("u").equalTo(col("node_1")))
            .join(other, col("v").equalTo(col("node_2")))
            .select("unit_1", "label_1", "unit_2", "label_2");
    Dataset<Row> ofDropped =
        dropped
            .join(one, col("kept_node").equalTo(col("node_1")))
            .filter(col("g").notEqual(col("g_1")))
            .select(
                col("unit_1"),
                col("label_1"),
                col("unit").as("unit_2"),
                col("label").as("label_2"));
    return ofPairs.union(ofDropped);
  }

  /** What a row stands for: its unit, and the label of its group; only a label in the register. */
  private Dataset<Row> ends(Dataset<Row> kept, LongFilter filter) {
    Dataset<Row> open =
        kept.filter(col("unit").isNotNull().and(filter.mayHold(col("node"))))
            .select(col("node"), col("g"), col("unit"), col("group_label").as("label"));
    Dataset<Row> entries =
        register
            .entries()
            .filter(filter.mayHold(col("entry")))
            .select(col("entry"), col("entry_group"), lit(null).cast("long"), col("entry_label"));
    return staging.keep("ends", open.union(entries));
  }

  private static Dataset<Row> ends(String number, Dataset<Row> ends) {
    return ends.select(
        col("node").as("node_" + number),
        col("g").as("g_" + number),
        col("unit").as("unit_" + number),
        col("label").as("label_" + number));
  }

  private static Dataset<Row> labels(Dataset<Row> links) {
    Dataset<Row> labels = null;
    for (String unit : new String[] {"unit_1", "unit_2"}) {
      for (String label : new String[] {"label_1", "label_2"}) {
        Dataset<Row> some =
            links
                .select(col(unit).as("labelled"), col(label).as("label"))
                .filter(col("labelled").isNotNull().and(col("label").isNotNull()));
        labels = labels == null ? some : labels.union(some);
      }
    }
    return labels.distinct();
  }
}
