package io.deltatune.data.table;

import java.util.List;

/**
 * A question over the tables that is asked often; its text stands in {@code schemas/views}. Tables
 * that no job has written yet are empty in it; one of them must be there.
 *
 * @param name its name in SQL
 * @param tables the tables that it reads
 */
public record View(String name, List<Table<?>> tables) {
  private static final List<View> ALL =
      List.of(
          new View(
              "examples",
              List.of(
                  Tables.INSTRUCTION_EXAMPLES,
                  Tables.PREFERENCE_PAIRS,
                  Tables.LABELLED_ANSWERS,
                  Tables.PLAIN_TEXTS)),
          new View(
              "dropped_rows", List.of(Tables.QUARANTINE, Tables.DUPLICATES, Tables.RAW_RECORDS)),
          new View("leaderboard", List.of(Tables.SCORES)),
          new View("before_after", List.of(Tables.SCORES)));

  /** All views. */
  public static List<View> all() {
    return ALL;
  }
}
