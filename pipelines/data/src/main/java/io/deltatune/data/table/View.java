package io.deltatune.data.table;

import java.util.List;

/**
 * A question over the tables that is asked often; its text stands in {@code schemas/views}.
 *
 * @param name its name in SQL
 * @param tables the tables that it reads
 */
public record View(String name, List<Table<?>> tables) {
  private static final List<View> ALL =
      List.of(
          new View("leaderboard", List.of(Tables.SCORES)),
          new View("before_after", List.of(Tables.SCORES)));

  /** All views. */
  public static List<View> all() {
    return ALL;
  }
}
