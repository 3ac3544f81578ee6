package io.deltatune.core.example;

import java.util.EnumMap;
import java.util.Map;

/**
 * Divides groups, which are handed in one after the other in their seeded order, where a recipe
 * asks for numbers of rows: a group goes into the first of test, validation and train in which all
 * its rows fit, so that a number is met exactly as long as there are groups small enough. What fits
 * nowhere is for the rest. Not thread-safe.
 */
public final class SplitFiller {
  private final Map<Split, Long> room = new EnumMap<>(Split.class);
  private final Split rest;

  /**
   * @param room how many more rows each split should have that is filled by number; below 0 where
   *     it has too many
   * @param rest where the others go
   */
  public SplitFiller(Map<Split, Long> room, Split rest) {
    this.room.putAll(room);
    this.rest = rest;
  }

  /** The split of the next group, of which all rows go there. */
  public Split next(long rows) {
    for (Split split : new Split[] {Split.TEST, Split.VALIDATION, Split.TRAIN}) {
      long left = room.getOrDefault(split, 0L);
      if (rows <= left) {
        room.put(split, left - rows);
        return split;
      }
    }
    return rest;
  }
}
