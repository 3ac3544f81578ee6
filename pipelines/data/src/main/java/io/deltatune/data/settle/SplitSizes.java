package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.map_keys;
import static org.apache.spark.sql.functions.map_values;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.deltatune.core.example.Split;
import io.deltatune.core.recipe.ingest.Splits;
import io.deltatune.core.recipe.ingest.Splits.Per;
import io.deltatune.data.table.StagedRows;
import io.deltatune.data.table.Warehouse;
import java.util.HashMap;
import java.util.List;
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
 * one whose hash is the least. Numbers of each source count the rows of a group for the sources
 * they come from. Shares of each source are numbers too: of the rows that the source has by now.
 */
final class SplitSizes {
  /** Rows that are assigned to no split yet. */
  private static final String OPEN = "open";

  private static final Column GROUP = col("component").as("group");
  private static final Column FIRST =
      min(struct(col("g"), col("place"), col("fill_order"))).as("first");

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
    Dataset<Row> open = rows.filter(byNumber ? isOpen : isOpen.and(col("is_linked")));
    Dataset<Row> sized =
        byNumber
            ? filled(staging.keep("groups", ofScopes(open)), rows)
            : withShares(open.groupBy(GROUP).agg(FIRST));
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

  private Dataset<Row> withShares(Dataset<Row> groups) {
    return groups.withColumn("sized", byShare(col("first.place")));
  }

  /** Each group with {@code sizes}, its rows by scope. */
  private Dataset<Row> ofScopes(Dataset<Row> open) {
    return withShares(
        open.join(sources, col("file_order").equalTo(col("of_order")))
            .groupBy(GROUP, scope(col("source")).as("scope"))
            .agg(count(lit(1)).as("size"), FIRST)
            .groupBy(col("group"))
            .agg(
                map_from_entries(array_sort(collect_list(struct("scope", "size")))).as("sizes"),
                min(col("first")).as("first")));
  }

  private Dataset<Row> filled(Dataset<Row> groups, Dataset<Row> rows) {
    Map<String, Map<Split, Long>> room = room(counts(rows));
    Dataset<Row> open = groups.filter(col("sized").isNull());
    ScopeOrder order = isOfEachSource() ? order(open, room) : new ScopeOrder(List.of(), Map.of());
    return groups
        .filter(col("sized").isNotNull())
        .select("group", "sized")
        .union(
            open.select(
                    bundle(order).as("bundle"),
                    isScarce(order).as("is_scarce"),
                    col("first.fill_order").as("fill_order"),
                    col("group"),
                    col("sizes"))
                .repartition(col("bundle"))
                .sortWithinPartitions(col("is_scarce").desc(), col("fill_order"), col("group"))
                .mapPartitions(
                    new FilledGroups(room, SplitNumbers.shares(splits), rest(splits)),
                    Encoders.row(FilledGroups.SCHEMA)));
  }

  private static ScopeOrder order(Dataset<Row> groups, Map<String, Map<Split, Long>> room) {
    long greatest =
        room.values().stream()
            .flatMap(of -> of.values().stream())
            .mapToLong(Long::longValue)
            .max()
            .orElse(0);
    // Groups that fit nowhere help no source to its numbers.
    Column size = element_at(map_values(col("sizes")), 1);
    Column fitting = when(size.leq(greatest), size).otherwise(0L);
    List<ScopeOrder.Touched> touched =
        groups
            .groupBy(map_keys(col("sizes")).as("scopes"))
            .agg(sum(fitting))
            .collectAsList()
            .stream()
            .map(row -> new ScopeOrder.Touched(row.getList(0), row.getLong(1)))
            .toList();
    Map<String, Long> wanted = new HashMap<>();
    room.forEach(
        (scope, of) ->
            wanted.put(scope, of.values().stream().mapToLong(rows -> Math.max(0, rows)).sum()));
    return new ScopeOrder(touched, wanted);
  }

  private static Column bundle(ScopeOrder order) {
    Column first = element_at(map_keys(col("sizes")), 1);
    Column bundle = first;
    for (Map.Entry<String, String> scope : order.bundles().entrySet()) {
      if (!scope.getValue().equals(scope.getKey())) {
        bundle = when(first.equalTo(scope.getKey()), scope.getValue()).otherwise(bundle);
      }
    }
    return bundle;
  }

  private static Column isScarce(ScopeOrder order) {
    return arrays_overlap(map_keys(col("sizes")), lit(order.scarce().toArray(String[]::new)));
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
    Map<String, Map<Split, Long>> room = new HashMap<>();
    for (String scope : isOfEachSource() ? counts.keySet() : Set.of("")) {
      Map<String, Long> has = counts.getOrDefault(scope, Map.of());
      long all = has.values().stream().mapToLong(Long::longValue).sum();
      Map<Split, Long> wanted = SplitNumbers.wanted(splits, all);
      wanted.replaceAll((split, rows) -> rows - has.getOrDefault(split.label(), 0L));
      room.put(scope, wanted);
    }
    return room;
  }
}
