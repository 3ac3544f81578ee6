package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.deltatune.core.example.Split;
import io.deltatune.core.recipe.ingest.Splits;
import io.deltatune.core.recipe.ingest.Splits.Per;
import io.deltatune.data.table.StagedRows;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Assigns what no split is due to. Shares go by the place that the seeded hash gives a group. Where
 * the recipe asks for numbers of rows, groups that are in no share fill them in another seeded
 * order, as far as earlier runs left room; what is linked counts as one group, by the place of the
 * one whose hash is the least, for the source of its first row.
 */
final class SplitSizes {
  private final Splits splits;
  private final StagedRows staging;
  private final Dataset<Row> sources;
  private final SplitRegister register;

  SplitSizes(Splits splits, StagedRows staging, Dataset<Row> sources, SplitRegister register) {
    this.splits = splits;
    this.staging = staging;
    this.sources = sources;
    this.register = register;
  }

  /** The rows with the column {@code sized}, where {@code label} is null and there is a unit. */
  Dataset<Row> assign(Dataset<Row> rows) {
    boolean byNumber = !numbers(splits).isEmpty();
    Column isOpen = col("unit").isNotNull().and(col("label").isNull());
    Dataset<Row> groups =
        rows.filter(byNumber ? isOpen : isOpen.and(col("is_linked")))
            .groupBy(col("component").as("group"))
            .agg(
                count(lit(1)).as("size"),
                min(struct(col("g"), col("place"), col("fill_order"))).as("first_group"),
                min(struct(col("file_order"), col("line"), col("part"))).as("first_row"))
            .withColumn("sized", byShare(col("first_group.place")));
    Dataset<Row> sized = byNumber ? filled(groups, rows) : groups.select("group", "sized");
    Column alone = byNumber ? lit(null).cast("string") : byShare(col("place"));
    return rows.join(
            staging.keep("sized", sized.select(col("group"), rest(col("sized")).as("of_group"))),
            isOpen.and(col("component").equalTo(col("group"))),
            "left_outer")
        .withColumn("sized", when(isOpen, coalesce(col("of_group"), rest(alone))))
        .drop("group", "of_group");
  }

  /** The split in whose share a place lies, or null: {@code SplitAssigner.byShare} as a column. */
  private Column byShare(Column place) {
    double test = Settlement.share(splits.test());
    double validation = Settlement.share(splits.validation());
    return when(place.lt(test), Split.TEST.label())
        .when(place.lt(test + validation), Split.VALIDATION.label());
  }

  private Column rest(Column split) {
    return coalesce(split, lit(rest(splits).label()));
  }

  private static Split rest(Splits splits) {
    return splits.train().isPresent() ? Split.RESERVE : Split.TRAIN;
  }

  private Dataset<Row> filled(Dataset<Row> groups, Dataset<Row> rows) {
    Dataset<Row> scoped =
        groups
            .join(sources, col("first_row.file_order").equalTo(col("of_order")))
            .select(
                scope(col("source")).as("scope"),
                col("first_group.fill_order").as("fill_order"),
                col("group"),
                col("size"),
                col("sized"));
    Dataset<Row> open = scoped.filter(col("sized").isNull());
    return scoped
        .filter(col("sized").isNotNull())
        .select("group", "sized")
        .union(
            open.repartition(col("scope"))
                .sortWithinPartitions("scope", "fill_order", "group")
                .mapPartitions(
                    new FilledGroups(numbers(splits), held(rows), rest(splits)),
                    Encoders.row(FilledGroups.SCHEMA)));
  }

  private Column scope(Column source) {
    return splits.per() == Per.SOURCE ? source : lit("");
  }

  /** How many rows the splits hold, of earlier runs and of this one, by scope. */
  private Map<String, Map<Split, Long>> held(Dataset<Row> rows) {
    Map<String, Map<Split, Long>> held = new HashMap<>();
    register
        .held()
        .ifPresent(
            table -> {
              Dataset<Row> due =
                  rows.filter(col("unit").isNotNull().and(col("label").isNotNull()))
                      .filter(col("conflicts").equalTo(false))
                      .join(sources, col("file_order").equalTo(col("of_order")))
                      .groupBy(col("source"), col("label.split").as("split"))
                      .agg(count(lit(1)).as("n"));
              for (Row row :
                  table
                      .union(due)
                      .select(coalesce(scope(col("source")), lit("")), col("split"), col("n"))
                      .collectAsList()) {
                held.computeIfAbsent(row.getString(0), scope -> new EnumMap<>(Split.class))
                    .merge(Split.ofLabel(row.getString(1)), row.getLong(2), Long::sum);
              }
            });
    return held;
  }

  private static Map<Split, Long> numbers(Splits splits) {
    Map<Split, Long> numbers = new EnumMap<>(Split.class);
    if (splits.test() >= 1) {
      numbers.put(Split.TEST, (long) splits.test());
    }
    if (splits.validation() >= 1) {
      numbers.put(Split.VALIDATION, (long) splits.validation());
    }
    splits.train().ifPresent(train -> numbers.put(Split.TRAIN, (long) train));
    return numbers;
  }
}
