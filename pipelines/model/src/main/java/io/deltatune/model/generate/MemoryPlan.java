package io.deltatune.model.generate;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Divides rows into groups that are answered one after the other, each with a cache whose slots
 * hold the group's longest row, such that caches and scratch stay within a budget.
 */
final class MemoryPlan {
  /** Prompts are read together up to so many tokens, more bring no speed. */
  private static final int PROMPT_TOKENS = 1024;

  private final Costs costs;
  private final Batching batching;
  private final long budget;

  /** What a model takes beside its weights, in bytes. */
  interface Costs {
    /** A slot of the cache that holds so many tokens. */
    long slot(int capacity);

    /** Scratch for each row while a token is chosen. */
    long row();

    /** Scratch for each token of the prompts that are read together. */
    long token();
  }

  /**
   * Rows that share a cache.
   *
   * @param capacity the tokens that a slot must hold
   * @param promptTokens the prompts' tokens that may be read together
   * @param rows in the order in which they shall begin
   */
  record Group(int capacity, int slots, int promptTokens, List<Continuation> rows) {
    Group {
      rows = List.copyOf(rows);
    }
  }

  MemoryPlan(Costs costs, Batching batching, long budget) {
    this.costs = costs;
    this.batching = batching;
    this.budget = budget;
  }

  /**
   * The groups. Long rows come first, so that rows of like length stand side by side. Where the
   * budget does not give every row that may be answered side by side a slot of the longest one's
   * size, rows of less than half of it make a group of their own.
   *
   * @throws UserError if the budget does not suffice for one row alone
   */
  List<Group> groups(List<Continuation> rows) {
    List<Continuation> sorted = new ArrayList<>(rows);
    sorted.sort(
        Comparator.<Continuation>comparingInt(row -> -row.need())
            .thenComparingInt(row -> -row.prompt().length));
    List<Group> groups = new ArrayList<>();
    int from = 0;
    while (from < sorted.size()) {
      Group group = group(sorted.subList(from, sorted.size()));
      groups.add(group);
      from += group.rows().size();
    }
    return groups;
  }

  private Group group(List<Continuation> rest) {
    int capacity = rest.get(0).need();
    int longest = rest.stream().mapToInt(row -> row.prompt().length).max().orElseThrow();
    long affordable = Math.min(PROMPT_TOKENS, budget / 4 / Math.max(1, costs.token()));
    int promptTokens = (int) Math.max(longest, affordable);
    long room = budget - promptTokens * costs.token();
    long slots = room / Math.max(1, costs.slot(capacity) + costs.row());
    if (room < 0 || slots < 1) {
      throw tooLittle(rest.get(0), longest * costs.token() + costs.slot(capacity) + costs.row());
    }
    int wanted = Math.min(batching.maximumRows(), rest.size());
    if (slots >= wanted) {
      return new Group(capacity, wanted, promptTokens, rest);
    }
    List<Continuation> large = rest.stream().filter(row -> row.need() > capacity / 2).toList();
    int used = (int) Math.min(slots, large.size());
    return new Group(capacity, used, promptTokens, large);
  }

  private UserError tooLittle(Continuation row, long bytes) {
    return new UserError(
        ErrorCode.CONFIG,
        "prompt " + (row.row() + 1) + " cannot be answered in the memory allowed",
        String.format(
            "with %d tokens, prompt and answer, it takes %d MiB beside the weights; %d MiB are"
                + " allowed",
            row.need(), (bytes >> 20) + 1, budget >> 20),
        "raise decoding.memory_mib, or lower decoding.max_new_tokens");
  }
}
