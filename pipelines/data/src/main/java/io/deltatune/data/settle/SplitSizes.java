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
import io.deltatune.data.table.Warehouse;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Assigns what no split is due to. Shares go by the place that the seeded hash gives a group. Where
 * the recipe asks for numbers of rows, groups that are in no share fill them in another seeded
 * order, as far as earlier runs left room; what is linked counts as one group, by the place of the
 * one whose hash is the least, for the source of its first row. Shares of each source are numbers
 * too: of the rows that the source has by now.
 */
final class SplitSizes {
  /** Rows that are assigned to no split yet. */
  private static final String OPEN = "open";

  private final Warehouse warehouse;
  private final Splits splits;
  private final StagedRows staging;
  private final Dataset<Row> sources;
  private final SplitRegister register;

  SplitSizes(
      Warehouse warehouse,
      Splits splits,
      StagedRows staging,
      Dataset<Row> sources,
      SplitRegister register) {
    this.warehouse = warehouse;
    this.splits = splits;
    this.staging = staging;
    this.sources = sources;
    this.register = register;
  }

  /** The rows with the column {@code sized}, where {@code label} is null and there is a unit. */
  Dataset<Row> assign(Dataset<Row> rows) {
    boolean byNumber = isOfEachSource() || !SplitNumbers.of(splits).isEmpty();
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

  private boolean isOfEachSource() {
    return splits.per() == Per.SOURCE;
  }

  /** The split in whose share a place lies, or null: {@code SplitAssigner.byShare} as a column. */
  private Column byShare(Column place) {
    if (isOfEachSource()) {
      return lit(null).cast("string");
    }
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
    Map<String, Map<String, Long>> counts = counts(rows);
    return scoped
        .filter(col("sized").isNotNull())
        .select("group", "sized")
        .union(
            scoped
                .filter(col("sized").isNull())
                .repartition(col("scope"))
                .sortWithinPartitions("scope", "fill_order", "group")
                .mapPartitions(
                    new FilledGroups(room(counts), rest(splits)),
                    Encoders.row(FilledGroups.SCHEMA)));
  }

  private Column scope(Column source) {
    return isOfEachSource() ? source : lit("");
  }

  /**
   * How many rows the splits have, and how many are {@link #OPEN}, by scope: those that stand, and
   * the new ones of this run. What a killed run only entered into the register does not count.
   */
  private Map<String, Map<String, Long>> counts(Dataset<Row> rows) {
    Map<String, Map<String, Long>> counts = new HashMap<>();
    Optional<Dataset<Row>> standing = SplitNumbers.standing(warehouse);
    if (standing.isEmpty() && register.isEmpty() && !isOfEachSource()) {
      return counts;
    }
    Dataset<Row> fresh =
        rows.filter(col("fate").equalTo(Settlement.NEW).and(col("conflicts").equalTo(false)))
            .join(sources, col("file_order").equalTo(col("of_order")))
            .select(col("source"), coalesce(col("label.split"), lit(OPEN)).as("split"));
    for (Row row :
        standing
            .map(fresh::union)
            .orElse(fresh)
            .groupBy(scope(col("source")).as("scope"), col("split"))
            .agg(count(lit(1)))
            .collectAsList()) {
      counts
          .computeIfAbsent(row.getString(0), scope -> new TreeMap<>())
          .put(row.getString(1), row.getLong(2));
    }
    return counts;
  }

  /** How many more rows go to each split that is filled by number, by scope. */
  private Map<String, Map<Split, Long>> room(Map<String, Map<String, Long>> counts) {
    Map<Split, Long> numbers = SplitNumbers.of(splits);
    Map<String, Map<Split, Long>> room = new HashMap<>();
    for (String scope : isOfEachSource() ? counts.keySet() : Set.of("")) {
      Map<String, Long> has = counts.getOrDefault(scope, Map.of());
      Map<Split, Long> wanted = new EnumMap<>(Split.class);
      if (isOfEachSource()) {
        long all = has.values().stream().mapToLong(Long::longValue).sum();
        wanted.put(Split.TEST, Math.round(all * Settlement.share(splits.test())));
        wanted.put(Split.VALIDATION, Math.round(all * Settlement.share(splits.validation())));
      }
      wanted.putAll(numbers);
      wanted.replaceAll((split, rows) -> rows - has.getOrDefault(split.label(), 0L));
      room.put(scope, wanted);
    }
    return room;
  }
}
