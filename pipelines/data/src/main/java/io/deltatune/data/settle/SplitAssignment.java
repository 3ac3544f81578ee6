package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.deltatune.core.recipe.ingest.Splits;
import io.deltatune.data.table.StagedRows;
import io.deltatune.data.table.Warehouse;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The last step: the split of each kept row. A row that is in the register {@code splits} keeps its
 * split. Another one goes where its group is; so do, as a whole, groups that are linked: by near
 * duplicates, and by duplicates of which one was left out. What is linked to none that has a split
 * is assigned by {@link SplitSizes}. Where linked rows belong to groups of different splits, those
 * that are new are left out, all of them: whichever were kept, the next run could find two of them
 * alike across a border.
 */
final class SplitAssignment {
  private static final Column IS_KEPT = col("fate").isin(Settlement.NEW, Settlement.BEFORE);

  private final Warehouse warehouse;
  private final Splits splits;
  private final StagedRows staging;
  private final Dataset<Row> sources;

  /**
   * @param sources the name of the source by {@code of_order}
   */
  SplitAssignment(Warehouse warehouse, Splits splits, StagedRows staging, Dataset<Row> sources) {
    this.warehouse = warehouse;
    this.splits = splits;
    this.staging = staging;
    this.sources = sources;
  }

  /**
   * The rows with {@code split}, {@code assigned_seed}, {@code cluster_key} and {@code reason}.
   *
   * @param fates what became of each row
   * @param alike pairs of nodes, {@code u} and {@code v}, that must not be divided
   */
  Dataset<Row> of(Dataset<Row> fates, Dataset<Row> alike) {
    SplitRegister register = new SplitRegister(warehouse, fates, alike);
    Dataset<Row> labelled =
        staging.keep("labelled", register.withLabels(fates).withColumn("unit", unit()));
    Dataset<Row> linked =
        new SplitLinks(staging, register).of(labelled.filter(IS_KEPT), dropped(labelled), alike);
    Dataset<Row> rows =
        labelled
            .join(linked, col("unit").equalTo(col("of_unit")), "left_outer")
            .withColumn("is_linked", col("linked").isNotNull())
            .withColumn("component", coalesce(col("linked"), col("unit")))
            .withColumn(
                "conflicts",
                coalesce(col("least.split").notEqual(col("greatest.split")), lit(false)))
            .withColumn("label", coalesce(col("own_label"), col("least"), col("group_label")));
    SplitSizes sizes = new SplitSizes(warehouse, splits, staging, sources, register);
    return decided(sizes.assign(rows));
  }

  /** What goes to a split as a whole: a new group, or a new row of a group that has a split. */
  private static Column unit() {
    Column unit =
        when(col("group_label").isNull(), xxhash64(lit("group"), col("g")))
            .otherwise(xxhash64(lit("row"), col("node")));
    return when(IS_KEPT.and(col("own_label").isNull()), unit);
  }

  /** The group of each row that was left out, and the row that was kept, unless of that group. */
  private static Dataset<Row> dropped(Dataset<Row> labelled) {
    return labelled
        .filter(col("fate").equalTo(Settlement.DUPLICATE))
        .filter(col("kept_g").isNull().or(col("kept_g").notEqual(col("g"))))
        .select(
            col("kept_node"),
            col("g"),
            when(col("group_label").isNull(), xxhash64(lit("group"), col("g"))).as("unit"),
            col("group_label").as("label"))
        .distinct();
  }

  private Dataset<Row> decided(Dataset<Row> rows) {
    Column isOpen = col("unit").isNotNull();
    Column isOut = isOpen.and(col("conflicts")).and(col("fate").equalTo(Settlement.NEW));
    Column isKept = IS_KEPT.and(col("reason").isNull());
    Column seed = coalesce(col("label.seed"), lit(splits.seed()));
    Column cluster =
        coalesce(col("label.cluster_key"), when(col("is_linked"), hex(col("component"))));
    return rows.withColumn("reason", when(isOut, Settlement.JOINS_TWO_SPLITS))
        .withColumn("split", when(isKept, coalesce(col("label.split"), col("sized"))))
        .withColumn("assigned_seed", when(isKept, seed))
        .withColumn("cluster_key", when(isKept, cluster))
        .withColumn(
            "fate", when(col("reason").isNull(), col("fate")).otherwise(Settlement.LEFT_OUT));
  }
}
