package io.deltatune.model.gemma3;

import io.deltatune.model.gemma3.Visibility.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link Visibility} cut into blocks of queries and the keys they need, so that masks exist only
 * where the kernels cannot do without one, and are never larger than {@link #MASK_ELEMENTS} or than
 * a window by two windows.
 *
 * @param blocks five numbers a block as {@code attend} of the engine's text takes them
 * @param masks the additive masks, each shared by all blocks of its kind
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; numbers are not boxed
record AttentionPlan(long[] blocks, List<Mask> masks) {
  /** The largest mask of branches, in elements. */
  static final int MASK_ELEMENTS = 1 << 20;

  /** Sequences of so many tokens at most share a block with others. */
  private static final int SHORT = 64;

  /** The tokens of a block that sequences share. */
  private static final int RUN = 256;

  private static final int CAUSAL = -1;

  /**
   * An additive mask: 0 where a query sees a key, minus infinity elsewhere.
   *
   * @param values {@code [queries, keys]} in row-major order
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Mask(float[] values, int queries, int keys) {}

  /**
   * The plan of a kind of layer.
   *
   * @param window how many positions a token sees, its own included; {@link Integer#MAX_VALUE} for
   *     a full layer
   */
  static AttentionPlan of(Visibility visibility, int window) {
    return new Planner(visibility, window).plan();
  }

  private static final class Planner {
    private final Visibility visibility;
    private final int window;
    private final long[] positions;
    private final int[] owners;
    private final List<long[]> blocks = new ArrayList<>();
    private final List<Mask> masks = new ArrayList<>();
    private final Map<List<Integer>, Integer> shared = new HashMap<>();

    Planner(Visibility visibility, int window) {
      this.visibility = visibility;
      this.window = window;
      this.positions = visibility.positions();
      this.owners = visibility.segmentOfTokens();
    }

    AttentionPlan plan() {
      List<Segment> segments = visibility.segments();
      List<Segment> run = new ArrayList<>();
      int number = 0;
      while (number < segments.size()) {
        int next = number + 1;
        while (next < segments.size() && segments.get(next).parent() == number) {
          next++;
        }
        Segment segment = segments.get(number);
        boolean isAlone = next == number + 1;
        if (!isAlone || !joins(run, segment)) {
          together(run);
        }
        if (isAlone && segment.length() <= SHORT) {
          run.add(segment);
        } else {
          sequence(segment);
        }
        if (!isAlone) {
          branches(segment, segments.get(next - 1).end());
        }
        number = next;
      }
      together(run);
      long[] flat = blocks.stream().flatMapToLong(Arrays::stream).toArray();
      return new AttentionPlan(flat, masks);
    }

    private static boolean joins(List<Segment> run, Segment segment) {
      return run.isEmpty()
          || (segment.length() <= SHORT && segment.end() - run.get(0).start() <= RUN);
    }

    /** Short sequences in one block: a call of the kernel each would cost more than the mask. */
    private void together(List<Segment> run) {
      if (run.size() == 1) {
        sequence(run.get(0));
      } else if (run.size() > 1) {
        int first = run.get(0).start();
        int tokens = run.get(run.size() - 1).end() - first;
        block(first, tokens, first, tokens, mask(first, tokens, first, tokens));
      }
      run.clear();
    }

    /** Causal as a whole, or, where it is longer than the window, in pieces of a window each. */
    private void sequence(Segment segment) {
      int length = Math.min(segment.length(), window);
      block(segment.start(), length, segment.start(), length, CAUSAL);
      for (int from = window; from < segment.length(); from += window) {
        int queries = Math.min(window, segment.length() - from);
        int firstKey = from - window + 1;
        int keys = from + queries - firstKey;
        int query = segment.start() + from;
        int key = segment.start() + firstKey;
        int mask =
            shared.computeIfAbsent(
                List.of(queries, keys), unused -> mask(query, queries, key, keys));
        block(query, queries, key, keys, mask);
      }
    }

    /** All branches of a sequence, in pieces whose masks stay small. */
    private void branches(Segment parent, int end) {
      int firstKey = parent.start() + Math.max(0, parent.length() - window + 1);
      int from = parent.end();
      while (from < end) {
        int queries = 1;
        while (from + queries < end
            && (queries + 1L) * (from + queries + 1 - firstKey) <= MASK_ELEMENTS) {
          queries++;
        }
        int keys = from + queries - firstKey;
        block(from, queries, firstKey, keys, mask(from, queries, firstKey, keys));
        from += queries;
      }
    }

    private void block(int query, int queries, int key, int keys, int mask) {
      blocks.add(new long[] {query, queries, key, keys, mask});
    }

    private int mask(int query, int queries, int key, int keys) {
      float[] values = new float[Math.multiplyExact(queries, keys)];
      for (int i = 0; i < queries; i++) {
        for (int j = 0; j < keys; j++) {
          values[i * keys + j] = sees(query + i, key + j) ? 0 : Float.NEGATIVE_INFINITY;
        }
      }
      masks.add(new Mask(values, queries, keys));
      return masks.size() - 1;
    }

    private boolean sees(int query, int key) {
      boolean related =
          owners[key] == owners[query]
              || owners[key] == visibility.segments().get(owners[query]).parent();
      long distance = positions[query] - positions[key];
      return related && distance >= 0 && distance < window;
    }
  }
}
