package io.deltatune.core.example;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Divides groups, which are handed in one after the other in their seeded order, where a recipe
 * asks for numbers of rows: a group goes into the first of test, validation and train in which all
 * its rows fit, so that a number is met exactly as long as there are groups small enough. Numbers
 * are met within scopes (all rows, or the rows of a source); a group that has rows in several
 * scopes needs room in each. A share is met as nearly as whole groups allow: a group may go beyond
 * it by half of itself. What fits nowhere is for the rest. Not thread-safe.
 */
public final class SplitFiller {
  private static final Split[] ORDER = {Split.TEST, Split.VALIDATION, Split.TRAIN};

  private final Map<String, Map<Split, Long>> room = new HashMap<>();
  private final Set<Split> shares;
  private final Split rest;

  /**
   * @param room how many more rows each split should have that is filled by number, by scope; below
   *     0 where it has too many
   * @param shares those splits that need not be met exactly
   * @param rest where the others go
   */
  public SplitFiller(Map<String, Map<Split, Long>> room, Set<Split> shares, Split rest) {
    room.forEach(
        (scope, rows) -> {
          Map<Split, Long> left = new EnumMap<>(Split.class);
          left.putAll(rows);
          this.room.put(scope, left);
        });
    this.shares = Set.copyOf(shares);
    this.rest = rest;
  }

  /** The split of the next group, of which all rows go there: how many it has, by scope. */
  public Split next(Map<String, Long> rows) {
    for (Split split : ORDER) {
      if (rows.entrySet().stream().allMatch(part -> fits(part, split))) {
        rows.forEach((scope, taken) -> room.get(scope).merge(split, -taken, Long::sum));
        return split;
      }
    }
    return rest;
  }

  private boolean fits(Map.Entry<String, Long> part, Split split) {
    long left = room.getOrDefault(part.getKey(), Map.of()).getOrDefault(split, 0L);
    return part.getValue() <= (shares.contains(split) ? 2 * left : left);
  }
}
