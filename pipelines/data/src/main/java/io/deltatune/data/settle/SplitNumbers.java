package io.deltatune.data.settle;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.deltatune.core.example.Split;
import io.deltatune.core.recipe.ingest.Splits;
import io.deltatune.core.recipe.ingest.Splits.Per;
import io.deltatune.data.table.ExampleKind;
import io.deltatune.data.table.Warehouse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The numbers of examples that a recipe asks for, and what the tables of examples hold of them. */
public final class SplitNumbers {
  private SplitNumbers() {}

  /** The splits that are filled by number, and how many examples each should have. */
  static Map<Split, Long> of(Splits splits) {
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

  /**
   * How many rows of a scope each split should have that is filled by number: numbers of the
   * recipe, and shares of the rows that a source has.
   *
   * @param all the rows of the scope
   */
  static Map<Split, Long> wanted(Splits splits, long all) {
    Map<Split, Long> wanted = new EnumMap<>(Split.class);
    if (splits.per() == Per.SOURCE) {
      wanted.put(Split.TEST, Math.round(all * Settlement.share(splits.test())));
      wanted.put(Split.VALIDATION, Math.round(all * Settlement.share(splits.validation())));
    }
    wanted.putAll(of(splits));
    return wanted;
  }

  /** The splits of each source that are shares of its rows. */
  static Set<Split> shares(Splits splits) {
    Set<Split> shares = new HashSet<>();
    if (splits.per() == Per.SOURCE) {
      shares.addAll(Set.of(Split.TEST, Split.VALIDATION));
      shares.removeAll(of(splits).keySet());
    }
    return shares;
  }

  /**
   * The numbers that the tables do not hold exactly, and the shares of sources that they miss by
   * more than a tenth, in words, each with the reason; none where the recipe asks for shares of all
   * rows only.
   *
   * @param sources of the recipe
   */
  public static List<String> unmet(Warehouse warehouse, Splits splits, List<String> sources) {
    if (of(splits).isEmpty() && splits.per() != Per.SOURCE) {
      return List.of();
    }
    Map<String, Map<Split, Long>> held = held(warehouse, splits.per());
    Set<Split> shares = shares(splits);
    List<String> unmet = new ArrayList<>();
    for (String scope : splits.per() == Per.SOURCE ? sources : List.of("")) {
      Map<Split, Long> has = held.getOrDefault(scope, Map.of());
      long all = has.values().stream().mapToLong(Long::longValue).sum();
      wanted(splits, all)
          .forEach(
              (split, number) -> {
                long rows = has.getOrDefault(split, 0L);
                if (Math.abs(rows - number) > (shares.contains(split) ? 1 + number / 10 : 0)) {
                  unmet.add(words(scope, split, rows, number));
                }
              });
    }
    return unmet;
  }

  private static String words(String scope, Split split, long has, long number) {
    return "the split %s%s has %d of the %d examples asked for: %s"
        .formatted(
            split.label(),
            scope.isEmpty() ? "" : " of " + scope,
            has,
            number,
            has < number
                ? "there are too few, or the groups that are left are larger than the room or hold"
                    + " rows of another source that has none"
                : "earlier runs put more there, and a first assignment holds");
  }

  /** {@code source} and {@code split} of every example that stands; empty without a table. */
  static Optional<Dataset<Row>> standing(Warehouse warehouse) {
    return ExampleKind.tables().stream()
        .filter(warehouse::exists)
        .map(table -> warehouse.read(table).select("source", "split"))
        .reduce(Dataset::union);
  }

  private static Map<String, Map<Split, Long>> held(Warehouse warehouse, Per per) {
    Map<String, Map<Split, Long>> held = new HashMap<>();
    standing(warehouse)
        .ifPresent(
            rows -> {
              for (Row row :
                  rows.groupBy(per == Per.SOURCE ? col("source") : lit(""), col("split"))
                      .agg(count(lit(1)))
                      .collectAsList()) {
                held.computeIfAbsent(row.getString(0), scope -> new EnumMap<>(Split.class))
                    .put(Split.ofLabel(row.getString(1)), row.getLong(2));
              }
            });
    return held;
  }
}
