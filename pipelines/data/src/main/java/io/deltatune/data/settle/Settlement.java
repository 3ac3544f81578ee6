package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.deltatune.core.example.SplitAssigner;
import io.deltatune.core.recipe.ingest.Duplicates;
import io.deltatune.core.recipe.ingest.Duplicates.Near;
import io.deltatune.core.recipe.ingest.Splits;
import io.deltatune.core.similarity.Signer;
import io.deltatune.data.source.FilePlace;
import io.deltatune.data.table.StagedRows;
import io.deltatune.data.table.Warehouse;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Decides for each row that became an example whether it is kept, and in which split.
 *
 * <ol>
 *   <li>Of rows with the same content one is kept ({@link ExactMatches}).
 *   <li>Rows that are alike are found ({@link NearPairs}) and, where the recipe says so, one of
 *       each cluster is kept ({@link NearClusters}).
 *   <li>Groups of what is kept go to splits as wholes ({@link SplitAssignment}).
 * </ol>
 *
 * A second run over the same rows decides what the first one did. Rows that are alike are found
 * with the probability that bands and rows of the recipe give, {@code
 * core.similarity.MinHash#probability}; what is called alike, is.
 */
public final class Settlement {
  /** A row that is kept and goes into its table. */
  public static final String NEW = "new";

  /** A row that its table holds already. */
  public static final String BEFORE = "before";

  /** A row that is left out as it is like one that is kept. */
  public static final String DUPLICATE = "duplicate";

  /** A row that is left out for another reason, which its column {@code reason} tells. */
  public static final String LEFT_OUT = "left_out";

  /** The reason of a row that belongs to groups of different splits. */
  public static final String JOINS_TWO_SPLITS = "joins_two_splits";

  static final String EXACT = "exact";
  static final String NORMALISED = "normalised";
  static final String ALIKE = "near";

  private static final StructType PAIRS =
      new StructType().add("u", DataTypes.LongType).add("v", DataTypes.LongType);

  private final Warehouse warehouse;
  private final Duplicates duplicates;
  private final Splits splits;
  private final StagedRows staging;

  /**
   * @param staging of this run alone, for intermediate results
   */
  public Settlement(Warehouse warehouse, Duplicates duplicates, Splits splits, StagedRows staging) {
    this.warehouse = warehouse;
    this.duplicates = duplicates;
    this.splits = splits;
    this.staging = staging;
  }

  /**
   * Settles the rows of a run.
   *
   * @param staged rows that became examples, from files, for they are read more than once: {@code
   *     key} (a number of its own), {@code example_id}, {@code kind} (the table it is meant for),
   *     {@code source}, {@code file}, {@code file_order}, {@code line}, {@code part}, {@code
   *     group_key}, {@code bands} (of {@link Signer}), and the columns of texts: {@code prompt},
   *     {@code answer}, {@code chosen}, {@code rejected}, {@code text}, null where a kind lacks
   *     them
   * @return a row for each, by {@code key}: {@code fate}; of kept rows {@code split}, {@code
   *     assigned_seed} (the seed of the group's first assignment) and {@code cluster_key} (null
   *     where the group was assigned alone); of duplicates {@code duplicate_kind}, {@code
   *     similarity}, {@code kept_source}, {@code kept_file}, {@code kept_line}, {@code
   *     kept_example_id} (null: the row's own); {@code reason} of rows left out
   */
  public Dataset<Row> settle(Dataset<Row> staged) {
    SplitAssigner assigner =
        new SplitAssigner(splits.seed(), share(splits.validation()), share(splits.test()));
    Dataset<Row> rows = staging.keep("exact", new ExactMatches(warehouse, assigner).of(staged));
    Dataset<Row> sources = broadcast(staging.keep("sources", sources(staged)));
    SplitAssignment assignment = new SplitAssignment(warehouse, splits, staging, sources);
    Dataset<Row> none = warehouse.spark().createDataFrame(List.of(), PAIRS);
    if (!duplicates.comparesWords()) {
      return decisions(assignment.of(exactOnly(rows), none), sources);
    }
    Dataset<Row> alike = new NearPairs(warehouse, duplicates, staging).of(staged);
    Dataset<Row> removed =
        new NearClusters(warehouse, duplicates.near(), staging, alike).removed(staged, rows);
    Dataset<Row> fates = staging.keep("fates", withNear(rows, removed));
    Dataset<Row> together =
        duplicates.near() == Near.GROUP
            ? staging.keep("together", amongKept(alike.filter(col("same").equalTo(false)), removed))
            : none;
    return decisions(assignment.of(fates, together), sources);
  }

  /**
   * Which of these refused examples a table holds all the same, of the same row, from a run that
   * did not refuse them: their {@code key}; nothing where there is no table. Of copies in one file
   * it is the one in the line that the table names, else the first: lines move.
   *
   * @param refused {@code key}, {@code example_id} (perhaps null), {@code source}, {@code file},
   *     {@code file_order}, {@code line} and {@code part}
   */
  public Optional<Dataset<Row>> standing(Dataset<Row> refused) {
    return KnownExamples.of(warehouse)
        .map(known -> ofTheirRows(refused.filter(col("example_id").isNotNull()), known))
        .map(keys -> staging.keep("standing", keys));
  }

  private static Dataset<Row> ofTheirRows(Dataset<Row> rows, Dataset<Row> known) {
    String[] same = {"example_id", "source", "place"};
    Dataset<Row> standing =
        known
            .withColumn("place", FilePlace.of(col("file")))
            .select(col("example_id"), col("source"), col("place"), col("line").as("known_line"));
    return rows.withColumn("place", FilePlace.of(col("file")))
        .join(standing, same)
        .groupBy("example_id", "source", "place")
        .agg(
            min_by(
                    col("key"),
                    struct(
                        col("line").notEqual(col("known_line")),
                        col("file_order"),
                        col("line"),
                        col("part")))
                .as("key"))
        .select("key");
  }

  /** Pairs of rows, with the kept row in the place of one that was left out. */
  private static Dataset<Row> amongKept(Dataset<Row> alike, Dataset<Row> removed) {
    Dataset<Row> instead = removed.select(col("node").as("out"), col("kept_node").as("kept"));
    return alike
        .select("u", "v")
        .join(instead, col("u").equalTo(col("out")), "left_outer")
        .select(coalesce(col("kept"), col("u")).as("u"), col("v"))
        .join(instead, col("v").equalTo(col("out")), "left_outer")
        .select(col("u"), coalesce(col("kept"), col("v")).as("v"))
        .filter(col("u").notEqual(col("v")));
  }

  /**
   * Signatures of the new rows, for the table {@code signatures}, but for its {@code run_id}.
   *
   * @param staged as {@link #settle} took them
   * @param decisions as it returned them
   */
  public Dataset<Row> signatures(Dataset<Row> staged, Dataset<Row> decisions) {
    Dataset<Row> kept = decisions.filter(col("fate").isin(NEW, BEFORE)).select("key");
    return staged
        .filter(size(col("bands")).gt(0))
        .join(kept, "key")
        .select(
            col("example_id"), //
            lit(new Signer(duplicates).parameters()).as("parameters"),
            col("bands"));
  }

  static double share(double size) {
    return size < 1 ? size : 0;
  }

  private static Dataset<Row> sources(Dataset<Row> staged) {
    return staged.select(col("file_order").as("of_order"), col("source"), col("file")).distinct();
  }

  private static Dataset<Row> exactOnly(Dataset<Row> rows) {
    Column isDuplicate = col("fate").equalTo(DUPLICATE);
    return rows.withColumn("kept_node", when(isDuplicate, col("node")))
        .withColumn("duplicate_kind", when(isDuplicate, EXACT))
        .withColumn("similarity", when(isDuplicate, 1.0))
        .withColumn("kept_example_id", lit(null).cast("string"));
  }

  /** A row whose content is left out is left out with it, for the same reason. */
  private static Dataset<Row> withNear(Dataset<Row> rows, Dataset<Row> removed) {
    Dataset<Row> left =
        removed.withColumnRenamed("node", "near_node").withColumnRenamed("kept_node", "near_kept");
    left = left.withColumnRenamed("similarity", "near_similarity");
    Column isNear = col("near_node").isNotNull();
    return exactOnly(rows)
        .join(left, col("node").equalTo(col("near_node")), "left_outer")
        .withColumn("fate", when(isNear, DUPLICATE).otherwise(col("fate")))
        .withColumn("kept_node", coalesce(col("near_kept"), col("kept_node")))
        .withColumn("duplicate_kind", coalesce(col("near_kind"), col("duplicate_kind")))
        .withColumn("similarity", coalesce(col("near_similarity"), col("similarity")))
        .withColumn("kept_example_id", col("near_id"))
        .withColumn("kept_order", when(isNear, null).otherwise(col("kept_order")))
        .withColumn("kept_g", when(isNear, null).otherwise(col("kept_g")))
        .withColumn("kept_source", coalesce(col("near_source"), col("kept_source")))
        .withColumn("kept_file", coalesce(col("near_file"), col("kept_file")))
        .withColumn("kept_line", coalesce(col("near_line"), col("kept_line")))
        .drop("near_node", "near_kept", "near_kind", "near_similarity", "near_id")
        .drop("near_source", "near_file", "near_line");
  }

  private Dataset<Row> decisions(Dataset<Row> settled, Dataset<Row> sources) {
    Column isDuplicate = col("fate").equalTo(DUPLICATE);
    return staging.keep(
        "decisions",
        settled
            .join(sources, col("kept_order").equalTo(col("of_order")), "left_outer")
            .select(
                col("key"),
                col("fate"),
                col("split"),
                col("assigned_seed"),
                col("cluster_key"),
                col("duplicate_kind"),
                col("similarity"),
                when(isDuplicate, coalesce(col("kept_source"), col("source"))).as("kept_source"),
                when(isDuplicate, coalesce(col("kept_file"), col("file"))).as("kept_file"),
                when(isDuplicate, col("kept_line")).as("kept_line"),
                col("kept_example_id"),
                col("reason")));
  }
}
