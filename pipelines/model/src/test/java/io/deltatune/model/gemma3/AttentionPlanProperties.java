package io.deltatune.model.gemma3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.model.gemma3.AttentionPlan.Mask;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The blocks of a plan against the definition of who sees whom. */
class AttentionPlanProperties {
  /** For each sequence its length, then those of its branches. */
  @Property(tries = 200)
  void theBlocksLetEveryTokenSeeExactlyWhatTheDefinitionSays(
      @ForAll @Size(min = 1, max = 6)
          List<@Size(min = 1, max = 3) List<@IntRange(min = 1, max = 90) Integer>> shapes,
      @ForAll @IntRange(min = 1, max = 120) int window) {
    Visibility.Builder builder = Visibility.builder();
    List<int[]> tokens = new ArrayList<>(); // sequence, branch (0: none), position
    for (int sequence = 0; sequence < shapes.size(); sequence++) {
      List<Integer> lengths = shapes.get(sequence);
      int root = builder.sequence(lengths.get(0));
      for (int branch = 0; branch < lengths.size(); branch++) {
        int from = branch == 0 ? 0 : lengths.get(0);
        for (int i = 0; i < lengths.get(branch); i++) {
          tokens.add(new int[] {sequence, branch, from + i});
        }
        if (branch > 0) {
          builder.branch(root, lengths.get(branch));
        }
      }
    }
    Visibility visibility = builder.build();
    boolean[][] seen = seen(AttentionPlan.of(visibility, window), visibility.tokens());
    for (int query = 0; query < tokens.size(); query++) {
      assertEquals(tokens.get(query)[2], visibility.positions()[query]);
      for (int key = 0; key < tokens.size(); key++) {
        assertEquals(
            isSeen(tokens.get(query), tokens.get(key), window),
            seen[query][key],
            query + " sees " + key);
      }
    }
  }

  @Property(tries = 20)
  void noMaskIsLargerThanAWindowByTwoOrTheLimitOfBranches(
      @ForAll @IntRange(min = 1, max = 5000) int length,
      @ForAll @IntRange(min = 1, max = 3000) int branch) {
    Visibility.Builder builder = Visibility.builder();
    int sequence = builder.sequence(length);
    builder.branch(sequence, branch);
    builder.branch(sequence, branch);
    for (Mask mask : AttentionPlan.of(builder.build(), 64).masks()) {
      assertTrue((long) mask.queries() * mask.keys() <= AttentionPlan.MASK_ELEMENTS);
    }
  }

  private static boolean isSeen(int[] query, int[] key, int window) {
    boolean related = key[0] == query[0] && (key[1] == query[1] || key[1] == 0);
    return related && key[2] <= query[2] && query[2] - key[2] < window;
  }

  private static boolean[][] seen(AttentionPlan plan, int tokens) {
    boolean[][] seen = new boolean[tokens][tokens];
    int next = 0;
    for (int i = 0; i < plan.blocks().length; i += 5) {
      int query = (int) plan.blocks()[i];
      int queries = (int) plan.blocks()[i + 1];
      int key = (int) plan.blocks()[i + 2];
      int keys = (int) plan.blocks()[i + 3];
      int mask = (int) plan.blocks()[i + 4];
      assertEquals(next, query, "blocks follow each other");
      next += queries;
      for (int q = 0; q < queries; q++) {
        for (int k = 0; k < keys; k++) {
          seen[query + q][key + k] =
              mask < 0 ? k <= q : plan.masks().get(mask).values()[q * keys + k] == 0;
        }
      }
    }
    assertEquals(tokens, next);
    return seen;
  }
}
